import { expect, inject, it } from 'vitest'
import type { Fault } from './figures.ts'
import './template.ts'

/**
 * Plays the short form of a fault as a test of its own. What depends on how fast the machine is does not
 * fail it. What cannot be played here is skipped, and says so.
 */
export function survives(sentence: string, fault: Fault): void {
  const obstacle = fault.obstacle?.() ?? null
  if (obstacle !== null) process.stderr.write(`SKIPPED “${sentence}”: ${obstacle}\n`)
  it.runIf(obstacle === null)(sentence, async () => {
    const figures = await fault.play({ deep: false, template: inject('faultsTemplate'), say: () => {} })
    expect(figures.length).toBeGreaterThan(0)
    expect(figures.filter(figure => !figure.passed && !figure.timed)).toEqual([])
  })
}
