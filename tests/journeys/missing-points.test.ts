import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, visit } from '../support/browser.ts'
import { type Product, startProduct } from '../support/product.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'
import { expectWellMade } from '../support/well-made.ts'

/** Each language has its own people: a phone gets one code a minute. Whoever is new has connected nothing. */
const people = {
  'zh-CN': { resident: '13800000005', newcomer: '13900000051', appellant: '13800000002', dark: false },
  en: { resident: '13800000006', newcomer: '13900000052', appellant: '13800000004', dark: true },
} as const

const words = {
  'zh-CN': {
    missing: '少了积分？',
    ask: '查一查',
    unconnected: /您没有连接/,
    connect: '去连接',
    unreported: /还没有报来这次行动/,
    still: '还是不对？提交申诉',
    file: '提交申诉',
    left: /还有 10 个工作日/,
    withdraw: '撤回申诉',
    withdrawn: '您已撤回',
  },
  en: {
    missing: 'Missing points?',
    ask: 'Look for the reason',
    unconnected: /You have not connected/,
    connect: 'Connect',
    unreported: /has not reported this yet/,
    still: 'Still not right? File an appeal',
    file: 'File the appeal',
    left: /10 working days left/,
    withdraw: 'Take the appeal back',
    withdrawn: 'You took it back',
  },
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

/** With `TEST_SCREENS` set to a folder, the page is kept there as it looks. */
async function keepScreen(page: Page, name: string): Promise<void> {
  const folder = process.env['TEST_SCREENS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}

/** The Shanghai day so many days ago. */
const daysAgo = (days: number) =>
  new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10)

async function ask(page: Page, deed: { readonly day: string; readonly hour: string }, button: string) {
  await page.selectOption('select[name=action]', 'bus-ride')
  await page.selectOption('select[name=day]', deed.day)
  await page.selectOption('select[name=hour]', deed.hour)
  await page.getByRole('button', { name: button, exact: true }).click()
  await page.locator('[data-kind]').first().waitFor()
}

describe.each(['zh-CN', 'en'] as const)('missing points in a browser that speaks %s', locale => {
  const { newcomer, appellant, resident, dark } = people[locale]
  const said = words[locale]

  it('are explained by the system, and the next step is a button', async () => {
    const home = await visit(browser, product.address, { locale, dark })
    const { page } = home
    await page.goto('/missing')
    await signInOnPage(page, newcomer, locale)
    await page.waitForURL('**/missing')
    await page.locator('select[name=action]').waitFor()
    await expectWellMade(home)
    await keepScreen(page, `missing-ask-${locale}`)
    await ask(page, { day: daysAgo(1), hour: '08:00' }, said.ask)
    await page.getByText(said.unconnected).waitFor()
    await expectWellMade(home)
    await keepScreen(page, `missing-found-${locale}`)
    await page.getByRole('link', { name: said.connect, exact: true }).click()
    await page.waitForURL('**/actions/bus-ride')
    await home.context.close()
  })

  it('are appealed where the system does not know, and no word is lost without a network', async () => {
    const home = await visit(browser, product.address, { locale, dark })
    const { page, context } = home
    await page.goto('/records')
    await signInOnPage(page, resident, locale)
    await page.goto('/records')
    await page.getByRole('link', { name: said.missing, exact: true }).click()
    await page.waitForURL('**/missing')
    await ask(page, { day: daysAgo(2), hour: '03:00' }, said.ask)
    await page.getByText(said.unreported).waitFor()

    await page.getByRole('button', { name: said.still, exact: true }).click()
    await expectWellMade(home)
    const text = page.locator('textarea[name=text]')
    await text.fill('凌晨坐夜班公交，刷卡成功，没有记上。')
    await page.fill('input[name=evidence]', '0005')
    const file = page.getByRole('button', { name: said.file, exact: true })
    await context.setOffline(true)
    await file.click()
    await page.getByRole('alert').waitFor()
    expect(await text.inputValue()).toContain('夜班公交')
    await context.setOffline(false)
    // What the browser says about the dropped network is what the test is about.
    home.complaints.splice(0)
    await file.click()
    await page.waitForURL('**/missing/appeals/apl_*')
    await page.getByText(said.left).waitFor()
    await expectWellMade(home)
    await keepScreen(page, `missing-appeal-${locale}`)

    await page.goto('/missing/appeals')
    await page.getByTestId('appeal-clock').first().waitFor()
    expect(await page.getByTestId('appeal-clock').count()).toBe(1)
    await expectWellMade(home)
    await keepScreen(page, `missing-appeals-${locale}`)
    await page.locator('main ul a').click()
    await page.getByRole('button', { name: said.withdraw, exact: true }).click()
    await page.getByRole('heading', { name: said.withdrawn }).waitFor()
    await expectWellMade(home)
    await context.close()
  })

  it('are asked about in the largest type, with the keyboard alone', async () => {
    const home = await visit(browser, product.address, { locale, dark })
    const { page } = home
    await page.goto('/missing')
    await page.evaluate("localStorage.setItem('elder', 'on'); localStorage.setItem('elder-size', '30')")
    await signInOnPage(page, appellant, locale)
    await page.goto('/missing')
    const action = page.locator('select[name=action]')
    await action.waitFor()
    await expectWellMade(home)
    await keepScreen(page, `missing-elder-ask-${locale}`)
    await action.selectOption('own-cup')
    await action.focus()
    for (const name of ['day', 'hour']) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.name')).toBe(name)
    }
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('[data-kind]').first().waitFor()
    await expectWellMade(home)
    await keepScreen(page, `missing-elder-${locale}`)
    await home.context.close()
  })
})
