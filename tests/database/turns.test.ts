import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openTurns } from '#server/db/turns.ts'

const bounds = { places: 2, waitingMost: 50, waitMs: 60_000, stuckMs: 200 }

const refused = (outcome: PromiseSettledResult<unknown>) =>
  outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'served'

describe('turns', () => {
  it('serve a rush that moves, however much longer than a standstill it takes, in its order', async () => {
    const turns = openTurns(bounds)
    const served: number[] = []
    let [working, most] = [0, 0]
    const buyers = Array.from({ length: 50 }, (_, at) =>
      turns.run(async () => {
        most = Math.max(most, ++working)
        await wait(20)
        working--
        served.push(at)
      }),
    )
    await Promise.all(buyers)
    expect(most).toBe(2)
    expect(served.toSorted((a, b) => a - b)).toEqual(served)
  })

  it('tell everybody soon when nothing moves, and go on when it does again', async () => {
    const turns = openTurns(bounds)
    let free = () => {}
    const held = new Promise<void>(resolve => (free = resolve))
    const holding = [turns.run(() => held), turns.run(() => held)]
    const first = await Promise.allSettled([turns.run(async () => 1), turns.run(async () => 2)])
    const later = await Promise.allSettled([turns.run(async () => 3)])
    expect([...first, ...later].map(refused)).toEqual(['too-busy', 'too-busy', 'too-busy'])
    free()
    await Promise.all(holding)
    expect(await turns.run(async () => 'served')).toBe('served')
  })

  it('turn away who has waited too long, and keep who came since', async () => {
    const turns = openTurns({ ...bounds, places: 1, waitMs: 300 })
    const busy = Array.from({ length: 8 }, () => turns.run(() => wait(60)))
    await wait(200)
    const late = turns.run(async () => 'served')
    const outcomes = await Promise.allSettled(busy)
    expect(outcomes.map(refused)).toContain('too-busy')
    expect(await late).toBe('served')
  })

  it('refuse at once when the queue is full, and give a place back when work fails', async () => {
    const turns = openTurns({ ...bounds, places: 1, waitingMost: 1 })
    const failing = turns.run(async () => {
      await wait(20)
      throw new Error('no')
    })
    const next = turns.run(async () => 'served')
    await expect(turns.run(async () => 'served')).rejects.toMatchObject({ code: 'too-busy' })
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBe('served')
  })
})
