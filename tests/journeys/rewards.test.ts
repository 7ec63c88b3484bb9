import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, visit } from '../support/browser.ts'
import { type Product, startProduct } from '../support/product.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'
import { openTreasury } from '../support/treasury.ts'
import { expectWellMade } from '../support/well-made.ts'

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

const shelf = (page: Page) => page.getByTestId('rewards').locator('li')

/** Waits until the shelf shows so many, and says what. */
async function shown(page: Page, rewards: number): Promise<string> {
  await expect.poll(() => shelf(page).count()).toBe(rewards)
  return (await shelf(page).allTextContents()).join(' ')
}

const wordsOf = {
  'zh-CN': {
    goods: '日用好物',
    filter: '地点、价格、排序',
    show: '看结果',
    oil: '食用油',
    next: /\d+月\d+日 补 20 份/,
  },
  en: {
    goods: 'Everyday goods',
    filter: 'Place, price, order',
    show: 'Show the rewards',
    oil: 'oil',
    next: /20 more on/,
  },
} as const

describe.each([
  ['zh-CN', 'light', 'off'],
  ['en', 'dark', 'off'],
  ['zh-CN', 'dark', 'on'],
] as const)('a visitor in %s, with a %s screen and 长辈版 %s', (locale, screen, elder) => {
  const words = wordsOf[locale]

  it('browses by kind, word, place, price and stock, and finds it again on coming back', async () => {
    const visitor = await visit(browser, product.address, { locale, dark: screen === 'dark' })
    await visitor.context.addInitScript(`localStorage.setItem('elder', '${elder}')`)
    const { page } = visitor
    await page.goto('/rewards')
    const everything = await shown(page, 10)
    expect(everything).toMatch(words.next)
    await expectWellMade(visitor)

    await page.getByRole('button', { name: words.goods }).click()
    await shown(page, 7)
    await page.fill('input[name=words]', words.oil)
    await page.keyboard.press('Enter')
    expect(await shown(page, 1)).toMatch(words.next)
    await shelf(page).locator('a').click()
    await page.waitForURL('**/rewards/rew_*')
    await page.locator('#conditions').waitFor()
    await page.getByText(words.next).waitFor()
    await expectWellMade(visitor)
    await page.goBack()
    await shown(page, 1)
    expect(await page.inputValue('input[name=words]')).toBe(words.oil)

    await page.goto('/rewards')
    await page.getByRole('button', { name: words.filter }).click()
    await expectWellMade(visitor)
    await page.selectOption('select[name=street]', '500107003')
    await page.selectOption('select[name=order]', 'cheapest')
    await page.getByRole('switch').click()
    await page.getByRole('button', { name: words.show }).click()
    await shown(page, 5)
    const prices = await shelf(page).locator('.number').allTextContents()
    expect(prices.map(Number)).toEqual(prices.map(Number).toSorted((a, b) => a - b))
    await page.context().close()
  })
})

it('keeps a place in line and a unit when it comes: no race, the truth on the screen', async () => {
  const treasury = await openTreasury(product)
  const [first, second] = [await visit(browser, product.address), await visit(browser, product.address)]
  for (const [{ page }, phone] of [
    [first, '13800000002'],
    [second, '13800000004'],
  ] as const) {
    await page.goto('/')
    await signInOnPage(page, phone)
    await page.goto('/rewards?words=食用油')
    await shelf(page).locator('a').click()
    await page.getByRole('button', { name: '排队', exact: true }).click()
    await page.getByTestId('ahead').waitFor()
  }
  expect(await first.page.getByTestId('ahead').textContent()).toContain('您排在第一位')
  expect(await second.page.getByTestId('ahead').textContent()).toContain('您前面还有 1 人')
  await expectWellMade(second)

  const rewardId = new URL(first.page.url()).pathname.split('/').at(-1)
  expect(await treasury.post(`/rewards/${rewardId}/restock`, { add: 1 })).toMatchObject({ stock: 0 })
  await first.page.goto('/')
  await first.page.getByTestId('waiting').getByText('轮到您了：食用油 1 升').waitFor()
  await expectWellMade(first)
  await first.page.goto('/rewards')
  await first.page.getByTestId('waiting').getByText('轮到您了：食用油 1 升').click()
  await first.page.getByRole('heading', { name: '轮到您了' }).waitFor()
  await expectWellMade(first)
  await second.page.reload()
  expect(await second.page.getByTestId('ahead').textContent()).toContain('您排在第一位')
  expect(await second.page.getByRole('button', { name: '已兑完' }).isDisabled()).toBe(true)

  // The first one does not need it any more: it goes to the second at once.
  await first.page.getByRole('button', { name: '不要了，让给下一位' }).click()
  await expectWellMade(first)
  await first.page.getByRole('button', { name: '确认退出' }).click()
  await first.page.getByRole('button', { name: '排队', exact: true }).waitFor()
  await second.page.reload()
  await second.page.getByRole('heading', { name: '轮到您了' }).waitFor()
  const redeem = second.page.getByRole('button', { name: '兑换', exact: true })
  const enough = (await redeem.count()) > 0
  if (enough) {
    await redeem.click()
    await second.page.getByRole('button', { name: '确认兑换' }).click()
    await second.page.waitForURL('**/vouchers/*')
  } else await second.page.getByRole('button', { name: /还差/ }).waitFor()
  expect([...first.complaints, ...second.complaints]).toEqual([])
  await first.context.close()
  await second.context.close()
})
