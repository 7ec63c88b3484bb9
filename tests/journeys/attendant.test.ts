import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { axeViolations, openBrowser, smallTargets, visit, type Visitor } from '../support/browser.ts'
import { type Product, startProduct } from '../support/product.ts'
import { demoAttendant } from '#seeds/demo/people.ts'
import { tinyPng } from '../desk/counter-town.ts'

const photo = { name: 'form.png', mimeType: 'image/png', buffer: tinyPng() }
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

async function signIn({ page }: Visitor, phone: string): Promise<void> {
  await page.fill('input[name=phone]', phone)
  await page.getByRole('button', { name: '获取验证码' }).click()
  const shown = await page.getByTestId('demo-code').textContent()
  await page.fill('input[name=code]', /\d{6}/.exec(shown ?? '')?.[0] ?? '')
  if ((await page.locator('#agreed').count()) > 0) await page.locator('#agreed').check()
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL(url => !url.pathname.endsWith('/sign-in'))
}

/** Nothing on the page keeps anybody out, and nothing went wrong in the browser's eyes. */
async function expectWellMade({ page, complaints }: Visitor, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  const folder = process.env['SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
  expect(await axeViolations(page), page.url()).toEqual([])
  expect(await smallTargets(page), page.url()).toEqual([])
  expect(complaints.splice(0), page.url()).toEqual([])
}

describe('the desk of a community', () => {
  it('enrols somebody without a phone, gives a card, weighs, keeps a form, redeems and prints', async () => {
    const desk = await visit(browser, product.address, { width: 820, height: 1180 })
    const { page } = desk
    await page.goto('/attendant/')
    await page.waitForURL('**/attendant/sign-in?back=/')
    await expectWellMade(desk, 'attendant-sign-in')
    await signIn(desk, demoAttendant.phone)
    await expectWellMade(desk, 'attendant-desk')
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.waitForURL('**/attendant/person')
    await page.getByRole('button', { name: '发一张爱心卡' }).click()
    const card = page.getByTestId('card')
    const cardCode = /(?:[A-HJ-NP-Z2-9]{5} ?){4}/.exec((await card.textContent()) ?? '')?.[0] ?? ''
    await expectWellMade(desk, 'attendant-card')

    await page.selectOption('select[name=material]', 'cardboard')
    await page.fill('input[name=weight]', '3000')
    await page.getByRole('button', { name: '记分' }).click()
    expect(await page.getByTestId('weighed').textContent()).toContain('4.2')

    await page.setInputFiles('input[name=photo]', photo)
    await page.getByText('照片已准备好').waitFor()
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('已保存。').waitFor()

    await page.getByRole('button', { name: '查看并打印余额' }).click()
    expect(await page.getByTestId('balance').textContent()).toContain('4.2')
    await page.getByRole('button', { name: '兑换并打印' }).click()
    await page.getByText('积分不够').waitFor()
    desk.complaints.splice(0)
    await expectWellMade(desk, 'attendant-person')
    await page.getByRole('button', { name: '办完了，下一位' }).click()
    await page.goto('/attendant/acts')
    await page.getByText('为居民称重记分').waitFor()
    await expectWellMade(desk, 'attendant-acts')
    await page.goto('/attendant/')
    await page.fill('input[name=desk-find]', cardCode)
    await page.getByRole('button', { name: '查找' }).click()
    await page.waitForURL('**/attendant/person')
    const close = page.getByRole('button', { name: '注销这位居民的账户' })
    expect(await close.isDisabled(), 'nothing is closed without a signed paper').toBe(true)
    await page.setInputFiles('input[name=closing-photo]', photo)
    await page.getByLabel('我已当面核对').check()
    await expectWellMade(desk, 'attendant-close')
    await close.click()
    await page.getByText('账户已注销').waitFor()
    await expectWellMade(desk, 'attendant-closed')
    await page.getByRole('button', { name: '办完了，下一位' }).click()
    await page.waitForURL(url => url.pathname === '/attendant/')
    await page.fill('input[name=desk-find]', cardCode)
    await page.getByRole('button', { name: '查找' }).click()
    await page.getByRole('alert').waitFor()
    await desk.context.close()
  })
})

describe('a household on two phones', () => {
  it('invites, joins with a yes of one’s own, shares, asks for help, and registers a child', async () => {
    const [one, two] = [await visit(browser, product.address), await visit(browser, product.address)]
    for (const [visitor, phone] of [
      [one, '13900001111'],
      [two, '13900002222'],
    ] as const) {
      await visitor.page.goto('/household')
      await signIn(visitor, phone)
      await visitor.page.waitForURL('**/household')
    }
    await expectWellMade(one, 'household-none')
    await one.page.getByRole('button', { name: '出示邀请码' }).click()
    const code = (await one.page.getByTestId('invitation').textContent()) ?? ''
    await expectWellMade(one, 'household-invite')
    await two.page.goto(`/household/join?code=${code}`)
    await two.page.getByRole('button', { name: '查看是谁家' }).click()
    const join = two.page.getByRole('button', { name: '确认加入' })
    await join.waitFor()
    expect(await join.isDisabled(), 'consent is never pre-ticked').toBe(true)
    await two.page.getByLabel('我同意加入').check()
    await expectWellMade(two, 'household-join')
    await join.click()
    await two.page.waitForURL('**/household')
    await expectWellMade(two, 'household')

    await one.page.goto('/household/split')
    await one.page.getByRole('button', { name: '平均分' }).click()
    await expectWellMade(one, 'household-split')
    await one.page.getByRole('button', { name: '提出这样分' }).click()
    await one.page.waitForURL('**/household')
    await one.page.getByText('50%').first().waitFor()
    await expectWellMade(one, 'household-shared')

    await one.page.goto('/household/help')
    await one.page.getByRole('button', { name: '发出请求' }).click()
    await one.page.getByText('等对方同意').waitFor()
    await two.page.goto('/household/help')
    await two.page.getByRole('button', { name: '同意代办' }).click()
    await two.page.getByRole('link', { name: '替 TA 兑换' }).click()
    await two.page.waitForURL('**/household/redeem/help/*')
    await expectWellMade(two, 'household-redeem-for')
    await two.page.goto('/household/help')
    await expectWellMade(two, 'household-help')

    await one.page.goto('/household/children')
    await one.page.fill('input[name=child-nickname]', '小芽')
    await one.page.fill('input[name=child-month]', '2033-05')
    await one.page.getByLabel('我是监护人').check()
    await one.page.getByRole('button', { name: '登记孩子' }).click()
    await one.page.getByRole('link', { name: '小芽' }).click()
    await one.page.getByRole('button', { name: '出示身份码' }).click()
    await expectWellMade(one, 'household-child')
    await one.page.goto('/household/history')
    await one.page.getByText('同意替您代办').waitFor()
    await expectWellMade(one, 'household-history')
    await one.context.close()
    await two.context.close()
  })
})
