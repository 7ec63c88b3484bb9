import { expect } from 'vitest'
import { axeViolations, smallTargets, type Visitor } from './browser.ts'

const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** Keeps nobody out, nothing sticks out of the screen, and nothing went wrong in the eyes of the browser. */
export async function expectWellMade({ page, complaints }: Visitor): Promise<void> {
  await page.waitForLoadState('networkidle')
  expect(await axeViolations(page), page.url()).toEqual([])
  expect(await smallTargets(page), page.url()).toEqual([])
  expect(await page.evaluate<number>(overflow), page.url()).toBe(0)
  expect(complaints.splice(0), page.url()).toEqual([])
}
