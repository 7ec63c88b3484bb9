import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import { createApp } from '#server/app.ts'
import { openSession } from '#server/identity/open-session.ts'
import { projectFolder } from '#server/project-folder.ts'
import { onPort } from '#tests/api/socket.ts'
import {
  axeViolations,
  type Device,
  openBrowser,
  smallTargets,
  visit,
  type Visitor,
} from '#tests/support/browser.ts'
import { type CuttableLine, layLine } from '#tests/support/cuttable-line.ts'
import { buildDistrict } from '#tests/support/district.ts'
import type { TestStaff } from '#tests/support/people.ts'
import { shopWithReward } from '#tests/vouchers/phone.ts'

const tickMs = 100

/** A till in a browser of its own, on a line that can be cut. */
export interface Till extends Visitor {
  readonly line: CuttableLine
  cut(): Promise<void>
  mend(): Promise<void>
  /** As a hardware scanner does: types and presses Enter. */
  scan(code: string): Promise<void>
}

/**
 * A shop with an owner, a clerk and a reward, served to real browsers. Its clock runs with the machine's,
 * shifted when a test looks at another day.
 */
export async function openCounter(args: readonly string[] = []) {
  const { NODE_ENV: _, ...outside } = process.env
  const building = "import('./server/build.mjs').then(({ buildWhatChanged }) => buildWhatChanged())"
  const built = spawnSync(process.execPath, ['-e', building], { cwd: projectFolder, env: outside })
  expect(built.status, built.stderr.toString()).toBe(0)
  const district = await buildDistrict({ kept: true, at: new Date().toISOString() })
  let shiftMs = 0
  const tick = () => district.clock.set(new Date(Date.now() + shiftMs).toISOString())
  const ticking = setInterval(tick, tickMs)
  const shop = await shopWithReward(district, { points: 10_000 })
  const config = { ...district.ctx.config, publicUrl: null }
  const webFolder = join(projectFolder, 'web/dist')
  const served = await onPort(createApp({ ...district.ctx, config }, { webFolder }))
  const address = `http://localhost:${served.port}`
  const browser: Browser = await openBrowser(args)
  const lines: CuttableLine[] = []

  /** A till on which somebody is signed in. */
  async function till(staff: TestStaff, device: Device = {}, script = ''): Promise<Till> {
    const line = await layLine(address)
    lines.push(line)
    const visitor = await visit(browser, line.address, device)
    const { context, page } = visitor
    const { token } = await district.ctx.db.transaction(tx =>
      openSession(tx, district.ctx, 'merchant', staff.actor.staffId),
    )
    await context.addCookies([{ name: 'merchant', value: token, url: line.address }])
    await context.addInitScript(`localStorage.setItem('signed-in-merchant', 'yes');${script}`)
    await page.goto('/merchant/')
    return {
      ...visitor,
      line,
      async cut() {
        line.cut()
        await context.setOffline(true)
      },
      async mend() {
        line.mend()
        await context.setOffline(false)
      },
      async scan(code) {
        await page.locator('input[name=till-code]').fill(code)
        await page.keyboard.press('Enter')
      },
    }
  }

  return {
    district,
    ...shop,
    address,
    browser,
    till,
    /** Does something on another day, and comes back. */
    async daysAgo<T>(days: number, work: () => Promise<T>): Promise<T> {
      shiftMs = -days * 86_400_000
      tick()
      try {
        return await work()
      } finally {
        shiftMs = 0
        tick()
      }
    },
    async close(): Promise<void> {
      await browser.close()
      for (const line of lines) await line.close()
      await served.close()
      clearInterval(ticking)
      await district.close()
    },
  }
}

export type Counter = Awaited<ReturnType<typeof openCounter>>

/** Nothing on the page keeps anybody out, and nothing went wrong in the browser's eyes. */
export async function expectWellMade({ page, complaints }: Visitor): Promise<void> {
  await page.waitForLoadState('networkidle')
  expect(await axeViolations(page), page.url()).toEqual([])
  expect(await smallTargets(page), page.url()).toEqual([])
  expect(complaints.splice(0), page.url()).toEqual([])
}
