import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, visit, type Visitor } from '../support/browser.ts'
import { type Product, startProduct } from '../support/product.ts'
import { readQrOnScreen } from '../support/qr-decoder.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'
import { expectWellMade } from '../support/well-made.ts'

/** Each language has its own people: a phone gets one code a minute. */
const people = {
  'zh-CN': { resident: '13800000001', account: 'bus-0001', staff: '13800000014', reward: '自带杯立减 1 元' },
  en: { resident: '13800000002', account: 'bus-0002', staff: '13800000011', reward: '2 yuan bus coupon' },
} as const

let product: Product
let browser: Browser

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

/** The bus company of the demonstration reports a ride of a few minutes ago. */
async function reportBusRide(subject: string, minutesAgo: number): Promise<{ centipoints: number }> {
  const secret = /^ +bus +(\S+)$/m.exec(product.greeting)?.[1] ?? ''
  const granted = await fetch(`${product.address}/api/v1/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'bus', client_secret: secret }),
  })
  const { access_token: token } = (await granted.json()) as { access_token: string }
  const event = {
    specversion: '1.0',
    id: `${subject}-${minutesAgo}`,
    source: 'bus',
    type: 'bus-ride.reported',
    subject,
    time: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
    data: {},
  }
  const answer = await fetch(`${product.address}/api/v1/activities`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  })
  const { outcomes } = (await answer.json()) as { outcomes: { outcome: string; centipoints: number }[] }
  expect(outcomes[0]).toMatchObject({ outcome: 'credited' })
  return { centipoints: outcomes[0]!.centipoints }
}

describe.each(['zh-CN', 'en'] as const)('the main job in a browser that speaks %s', locale => {
  it('a ride becomes points, points a voucher, and the counter takes it once', async () => {
    const { resident, account, staff, reward } = people[locale]
    const home = await visit(browser, product.address, { locale })
    await home.page.goto('/')
    await home.page.waitForURL('**/sign-in?back=/')
    await expectWellMade(home)
    expect(await home.page.locator('#agreed').isChecked(), 'consent is never pre-ticked').toBe(false)
    await signInOnPage(home.page, resident, locale)

    const balance = home.page.getByTestId('spendable')
    const before = Math.round(Number((await balance.textContent())?.replaceAll(',', '')) * 100)
    const { centipoints } = await reportBusRide(account, 10)
    await home.page.reload()
    expect(Math.round(Number((await balance.textContent())?.replaceAll(',', '')) * 100)).toBe(
      before + centipoints,
    )
    await expectWellMade(home)

    await home.page.locator('section[aria-labelledby=last-records] li a').first().click()
    await expectText(home, 'receipt-points', `+${centipoints / 100}`)
    await home.page
      .getByText(locale === 'en' ? 'Credited: 1.1 points' : '本次得 1.1 积分')
      .first()
      .waitFor()
    await expectWellMade(home)

    for (const path of ['/records', '/actions', '/me', '/claim', '/my-code', '/vouchers', '/rewards']) {
      await home.page.goto(path)
      await expectWellMade(home)
    }

    await home.page.getByText(reward).click()
    await home.page.getByRole('button', { name: locale === 'en' ? 'Redeem' : '兑换', exact: true }).click()
    await expectWellMade(home)
    await home.page.getByRole('button', { name: locale === 'en' ? 'Redeem now' : '确认兑换' }).click()
    await home.page.waitForURL('**/vouchers/*')
    const qr = home.page.getByTestId('voucher-qr')
    await qr.waitFor()
    await expectWellMade(home)

    const till = await visit(browser, product.address, { locale, width: 820, height: 1180 })
    await till.page.goto('/merchant/')
    await till.page.waitForURL('**/merchant/sign-in?back=/')
    await expectWellMade(till)
    await signInOnPage(till.page, staff, locale)

    // A hardware scanner types what it reads and presses Enter.
    const scan = async (code: string) => {
      await till.page.locator('input[name=till-code]').fill(code)
      await till.page.keyboard.press('Enter')
    }
    const code = await readQrOnScreen(qr)
    await scan(code)
    expect(await till.page.getByTestId('hand-over').textContent()).toContain(reward)
    await expectWellMade(till)
    await till.page.getByRole('button', { name: locale === 'en' ? 'Accept' : '确认核销' }).click()
    await till.page.getByTestId('accepted').waitFor()
    await expectWellMade(till)

    await scan(code)
    const refused = till.page.getByTestId('refused')
    await refused.waitFor()
    expect(await refused.textContent()).toMatch(locale === 'en' ? /already|used/i : /已/)
    till.complaints.splice(0)
    await expectWellMade(till)
    for (const path of ['/merchant/attest', '/merchant/today', '/merchant/settlements']) {
      await till.page.goto(path)
      await expectWellMade(till)
    }

    await home.page.getByText(locale === 'en' ? 'has been used' : '已经使用').waitFor()
    await expectWellMade(home)
    await home.context.close()
    await till.context.close()
  })
})

async function expectText({ page }: Visitor, testId: string, text: string): Promise<void> {
  await page.getByTestId(testId).waitFor()
  expect(await page.getByTestId(testId).textContent()).toContain(text)
}
