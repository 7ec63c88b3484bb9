import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { axeViolations, openBrowser, visit, type Visitor } from '../support/browser.ts'
import { type CuttableLine, layLine } from '../support/cuttable-line.ts'
import { type Product, startProduct } from '../support/product.ts'
import { readQrOnScreen } from '../support/qr-decoder.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'

const coupon = '2 元公交券'

let product: Product
let browser: Browser
let line: CuttableLine
let till: Page

beforeAll(async () => {
  product = await startProduct()
  line = await layLine(product.address)
  browser = await openBrowser()
  // The counter has a line of its own.
  till = (await visit(browser, product.address, { width: 820, height: 1180 })).page
  await till.goto('/merchant/')
  await signInOnPage(till, '13800000011')
})

afterAll(async () => {
  await browser?.close()
  await line?.close()
  await product?.stop()
})

async function setNetwork(context: BrowserContext, on: boolean): Promise<void> {
  if (on) line.mend()
  else line.cut()
  await context.setOffline(!on)
}

/** A resident with the app on the device. */
async function atHome(phone: string, script?: string): Promise<Visitor> {
  const visitor = await visit(browser, line.address)
  if (script) await visitor.context.addInitScript(script)
  await visitor.page.goto('/')
  await signInOnPage(visitor.page, phone)
  const state = () => visitor.page.evaluate<string | undefined>('navigator.serviceWorker.controller?.state')
  await expect.poll(state, { timeout: 20_000 }).toBe('activated')
  return visitor
}

async function openCoupon(page: Page): Promise<void> {
  await page.goto('/rewards')
  await page.getByTestId('rewards').getByText(coupon).click()
  await page.getByRole('button', { name: '兑换', exact: true }).click()
}

async function redeemCoupon(page: Page): Promise<string> {
  await openCoupon(page)
  await page.getByRole('button', { name: '确认兑换' }).click()
  await page.waitForURL('**/vouchers/*')
  await page.getByTestId('voucher-qr').waitFor()
  return page.url()
}

/** In hundredths of a point. */
async function spendable(page: Page): Promise<number> {
  await page.goto('/')
  await page.getByTestId('spendable').waitFor()
  return Math.round(Number((await page.getByTestId('spendable').textContent())?.replaceAll(',', '')) * 100)
}

const vouchersOf = async (page: Page) => {
  await page.goto('/vouchers')
  await page.waitForLoadState('networkidle')
  return page.locator('main li').count()
}

/** The ids of vouchers whose certificate is on the device. */
const heldOn = (page: Page) =>
  page.evaluate<string[]>(`new Promise((resolve, reject) => {
    const opening = indexedDB.open('device')
    opening.onerror = reject
    opening.onsuccess = () => {
      const asking = opening.result.transaction('certificates').objectStore('certificates').getAllKeys()
      asking.onsuccess = () => { opening.result.close(); resolve(asking.result) }
    }
  })`)

async function scan(code: string): Promise<void> {
  await till.locator('input[name=till-code]').fill(code)
  await till.keyboard.press('Enter')
}

it('shows a code without a network that the counter takes once, and forgets it when it is used', async () => {
  const { page, context } = await atHome('13800000001')
  const address = await redeemCoupon(page)
  const id = address.split('/').at(-1)
  expect(await heldOn(page)).toEqual([id])

  await setNetwork(context, false)
  await page.goto(address)
  const notice = page.getByTestId('offline')
  await notice.waitFor()
  expect(await notice.textContent()).toMatch(/数据截至 \d+月\d+日 \d\d:\d\d/)
  await page.getByTestId('without-network').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await page.goto('/vouchers')
  await page.getByText(coupon).click()
  const qr = page.getByTestId('voucher-qr')
  await qr.waitFor()
  const code = await readQrOnScreen(qr)
  await page.getByRole('button', { name: '全屏放大' }).click()
  await page.getByTestId('bright-code').waitFor()
  expect(await readQrOnScreen(page.getByTestId('bright-code'))).toMatch(/^CHT1\./)
  await page.getByRole('button', { name: '返回' }).last().click()

  await scan(code)
  await till.getByTestId('hand-over').waitFor()
  await till.getByRole('button', { name: '确认核销' }).click()
  await till.getByTestId('accepted').waitFor()
  await scan(await readQrOnScreen(qr))
  await till.getByTestId('refused').waitFor()
  expect(await till.getByTestId('refused').textContent()).toMatch(/已/)

  await setNetwork(context, true)
  await page.getByText('这张券已经使用').waitFor()
  expect(await heldOn(page)).toEqual([])
  await context.close()
})

it('says that it does not know when the network goes while redeeming, and never pays twice', async () => {
  const { page, context } = await atHome('13800000003')
  const before = await spendable(page)
  await openCoupon(page)
  await setNetwork(context, false)
  await page.getByRole('button', { name: '确认兑换' }).click()
  const unsure = page.getByTestId('unsure-redemption')
  await unsure.waitFor()
  expect(await unsure.textContent()).toContain('不确定是否成功')
  expect(await axeViolations(page)).toEqual([])
  await page.reload()
  await unsure.getByText('联网后会自动核对').waitFor()

  await setNetwork(context, true)
  await unsure.getByText('没有换成，积分没有动').waitFor()
  expect(await axeViolations(page)).toEqual([])
  await unsure.getByRole('button', { name: '再兑换一次' }).click()
  await page.waitForURL('**/vouchers/*')
  expect(await vouchersOf(page)).toBe(1)
  expect(await spendable(page)).toBe(before - 2_000)
  await context.close()
})

it('finds out that a redemption whose answer was lost succeeded, on a page opened anew', async () => {
  const { page, context } = await atHome('13800000005')
  const before = await spendable(page)
  await page.route('**/redeem', async route => {
    await route.fetch()
    await route.abort('connectionreset')
  })
  await openCoupon(page)
  await page.getByRole('button', { name: '确认兑换' }).click()
  await page.getByTestId('unsure-redemption').waitFor()
  await page.goto('/rewards')
  await page.getByTestId('unsure').getByText(coupon).click()
  await page.waitForURL('**/vouchers/*')
  await page.getByTestId('voucher-qr').waitFor()
  expect(await vouchersOf(page)).toBe(1)
  expect(await page.getByTestId('unsure').count()).toBe(0)
  expect(await spendable(page)).toBe(before - 2_000)
  await context.close()
})

it('tells a phone whose clock is an hour wrong, and shows a code that is right all the same', async () => {
  const slow = 'const now = Date.now.bind(Date); Date.now = () => now() - 3_600_000'
  const { page, context } = await atHome('13800000006', slow)
  const address = await redeemCoupon(page)
  const note = page.getByTestId('clock-note')
  await note.waitFor()
  expect(await note.textContent()).toContain('慢了约 1 小时')
  expect(await axeViolations(page)).toEqual([])
  await setNetwork(context, false)
  await page.goto(address)
  await page.getByTestId('without-network').waitFor()
  await note.waitFor()
  await scan(await readQrOnScreen(page.getByTestId('voucher-qr')))
  await till.getByTestId('hand-over').waitFor()
  await setNetwork(context, true)
  await context.close()
})

it('leaves nothing on the device for whoever uses it next', async () => {
  const { page, context } = await atHome('13800000002')
  await redeemCoupon(page)
  expect(await heldOn(page)).toHaveLength(1)
  await page.goto('/me')
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
  await expect.poll(() => heldOn(page)).toEqual([])
  await context.close()
})
