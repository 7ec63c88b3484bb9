import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { addStaff } from '#server/merchants/add-staff.ts'
import { openSession } from '#server/identity/open-session.ts'
import { projectFolder } from '#server/project-folder.ts'
import { onPort } from '#tests/api/socket.ts'
import { payloads } from '#tests/attacks/payloads.ts'
import { openBrowser, visit, type Visitor } from '#tests/support/browser.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import { operator, type TestResident, type TestStaff } from '#tests/support/people.ts'
import { accept, type Held, redeem, shownCode } from '#tests/vouchers/phone.ts'

/** Pages with one text each, of the sixty that the lists show together. */
const shownAlone = 10

let district: District
let served: Awaited<ReturnType<typeof onPort>>
let browser: Browser
let resident: TestResident
let clerk: TestStaff
const rewards: string[] = []
const held: Held[] = []

beforeAll(async () => {
  const { NODE_ENV: _, ...outside } = process.env
  const building = "import('./server/build.mjs').then(({ buildWhatChanged }) => buildWhatChanged())"
  const built = spawnSync(process.execPath, ['-e', building], { cwd: projectFolder, env: outside })
  expect(built.status, built.stderr.toString()).toBe(0)
  district = await buildDistrict({ kept: true, at: new Date().toISOString() })
  await plant()
  const { ctx } = district
  const config = { ...ctx.config, publicUrl: null }
  served = await onPort(createApp({ ...ctx, config }, { webFolder: join(projectFolder, 'web/dist') }))
  browser = await openBrowser()
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await served?.close()
  await district?.close()
})

/** Every payload in every text that somebody can enter, past the lengths that the forms allow. */
async function plant(): Promise<void> {
  resident = await district.resident({ points: 5_000, nickname: payloads[8] ?? '' })
  for (const [index, payload] of payloads.entries()) {
    const merchantId = await district.merchant({ name: payload, address: payload })
    const text = { zh: payload, en: payload }
    rewards.push(await district.reward({ merchantId, title: text, description: text, points: 1 }))
    if (index < shownAlone) held.push(await redeem(district, resident, rewards[index] ?? ''))
  }
  await plantAtTheCounter()
}

/**
 * A clerk with a nickname, who takes back what was accepted, with a reason each time; and a disputed
 * settlement.
 */
async function plantAtTheCounter(): Promise<void> {
  const merchantId = await district.merchant({ name: payloads[0] ?? '' })
  clerk = await district.staff(merchantId)
  const owner = await district.staff(merchantId, { role: 'owner' })
  const rewardId = await district.reward({
    merchantId,
    points: 1,
    title: { zh: payloads[14] ?? '', en: 'x' },
  })
  for (const [index, nickname] of payloads.slice(0, 20).entries())
    await district.ctx.db.transaction(tx =>
      addStaff(tx, district.ctx, operator, {
        merchantId,
        role: 'clerk',
        phone: `1360000${1_000 + index}`,
        nickname,
      }),
    )
  const voucher = await redeem(district, resident, rewardId)
  for (const reason of payloads) {
    await accept(district, clerk, voucher)
    const body = { voucherId: voucher.id, reason }
    expect((await district.post('/merchant/vouchers/undo', { as: clerk, body })).status).toBe(200)
  }
  held.push(voucher)
  const as = await district.administrator('business')
  district.clock.advance({ days: 1 })
  const throughOn = new Date(district.clock.now().getTime() - 16 * 3_600_000).toISOString().slice(0, 10)
  const drafted = await district.post('/admin/settlements', { as, body: { merchantId, throughOn } })
  const reason = payloads.slice(0, 12).join(' ').slice(0, 490)
  await district.post(`/merchant/settlements/${drafted.body.id}/dispute`, { as: owner, body: { reason } })
  district.clock.advance({ days: -1 })
}

/** Somebody whose browser is signed in, and what it did that it should not. */
async function signedIn(who: { resident?: TestResident; clerk?: TestStaff }) {
  const address = `http://localhost:${served.port}`
  const visitor = await visit(browser, address)
  const { ctx } = district
  const [audience, id] = who.resident
    ? (['resident', who.resident.id] as const)
    : (['merchant', who.clerk?.actor.staffId ?? ''] as const)
  const { token } = await ctx.db.transaction(tx => openSession(tx, ctx, audience, id))
  await visitor.context.addCookies([{ name: audience, value: token, url: address }])
  await visitor.context.addInitScript(`localStorage.setItem('signed-in-${audience}', 'yes')`)
  visitor.page.on('dialog', dialog => {
    visitor.complaints.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return visitor
}

/** Opens a page, lets it settle, and says what it shows; nothing that somebody wrote may have run. */
async function shownOn({ page, complaints }: Visitor, path: string): Promise<string> {
  await page.goto(path)
  await page.waitForLoadState('networkidle')
  expect(
    await page.evaluate('document.querySelectorAll("script:not([src]), iframe, object, embed, base").length'),
  ).toBe(0)
  expect(await page.evaluate('typeof pwned')).toBe('undefined')
  expect(complaints.splice(0), path).toEqual([])
  return page.locator('body').innerText()
}

describe('what somebody wrote', () => {
  it('is shown to residents as it was written, and never runs', async () => {
    const visitor = await signedIn({ resident })
    const shelf = await shownOn(visitor, '/rewards')
    expect(payloads.filter(payload => shelf.includes(payload)).length).toBeGreaterThan(40)
    for (const more of await visitor.page.getByRole('button', { name: '更多' }).all()) await more.click()
    expect(visitor.complaints).toEqual([])
    for (const [index, id] of rewards.slice(0, shownAlone).entries())
      expect(await shownOn(visitor, `/rewards/${id}`)).toContain(payloads[index])
    expect(await shownOn(visitor, '/vouchers')).toContain(payloads[0])
    for (const [index, { id }] of held.slice(0, shownAlone).entries())
      expect(await shownOn(visitor, `/vouchers/${id}`)).toContain(payloads[index])
    expect(await shownOn(visitor, '/me')).toContain(payloads[8])
    await shownOn(visitor, '/')
    await visitor.context.close()
  })

  it('is shown at the counter as it was written, and never runs', async () => {
    const till = await signedIn({ clerk })
    await shownOn(till, '/merchant/')
    await till.page.locator('input[name=till-code]').fill(await shownCode(district, held.at(-1)!))
    await till.page.keyboard.press('Enter')
    await till.page.getByTestId('hand-over').waitFor()
    const handed = await till.page.locator('body').innerText()
    for (const payload of [payloads[14], payloads[8]]) expect(handed).toContain(payload)
    expect(till.complaints.splice(0)).toEqual([])
    const today = await shownOn(till, '/merchant/today')
    expect(payloads.filter(payload => today.includes(payload)).length).toBeGreaterThan(20)
    await shownOn(till, '/merchant/settlements')
    await shownOn(till, '/merchant/attest')
    await till.context.close()
  })
})
