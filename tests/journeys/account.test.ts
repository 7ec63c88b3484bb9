import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, visit, type Visitor } from '../support/browser.ts'
import { type Product, startProduct } from '../support/product.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'
import { expectWellMade } from '../support/well-made.ts'

/** Each language has its own people: a phone gets one code a minute. */
const people = {
  'zh-CN': { resident: '13800000001', account: 'bus-0001', newcomer: '13900000001', dark: false },
  en: { resident: '13800000003', account: 'bus-0003', newcomer: '13900000002', dark: true },
} as const

const words = {
  'zh-CN': {
    deeds: '乘坐公交 1 次',
    day: /今天还可以计/,
    earlier: '上一个月',
    table: '看表格',
    source: /中国环境网/,
    certainty: /高：/,
    redeemed: '兑换',
    earned: '得到',
    listen: '听一听',
    stop: '停止',
  },
  en: {
    deeds: 'Bus ride × 1',
    day: /more can count today/,
    earlier: 'Month before',
    table: 'Show as a table',
    source: /中国环境网/,
    certainty: /High:/,
    redeemed: 'Redeemed',
    earned: 'Earned',
    listen: 'Listen',
    stop: 'Stop',
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

/** The bus company of the demonstration reports a ride of a few minutes ago, and says what became of it. */
async function reportBusRide(subject: string, minutesAgo: number): Promise<string> {
  const secret = /^ +bus +(\S+)$/m.exec(product.greeting)?.[1] ?? ''
  const granted = await fetch(`${product.address}/api/v1/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'bus', client_secret: secret }),
  })
  const { access_token: token } = (await granted.json()) as { access_token: string }
  const answer = await fetch(`${product.address}/api/v1/activities`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      id: `account-${subject}-${minutesAgo}`,
      source: 'bus',
      type: 'bus-ride.reported',
      subject,
      time: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      data: {},
    }),
  })
  const { outcomes } = (await answer.json()) as { outcomes: { outcome: string }[] }
  return outcomes[0]!.outcome
}

const textOf = async ({ page }: Visitor, testId: string) =>
  ((await page.getByTestId(testId).textContent()) ?? '').replaceAll(/[,\s]/g, '')

describe.each(['zh-CN', 'en'] as const)('the account in a browser that speaks %s', locale => {
  const { resident, account, newcomer, dark } = people[locale]
  const said = words[locale]

  it('says what is new, what is nearest, and why every number is what it is', async () => {
    const home = await visit(browser, product.address, { locale, dark })
    const { page } = home
    await page.goto('/')
    await signInOnPage(page, resident, locale)
    await page.getByTestId('spendable').waitFor()
    await expectWellMade(home)
    expect(await page.locator('section[aria-labelledby=news]').count()).toBe(0)

    // The last visit was an hour ago; a ride came in meanwhile.
    await page.evaluate(`{
      const kept = JSON.parse(localStorage.getItem('last-visit'))
      localStorage.setItem('last-visit', JSON.stringify({ ...kept, lookedAt: kept.lookedAt - 3600000 }))
    }`)
    expect(await reportBusRide(account, 10)).toBe('credited')
    await page.reload()
    const news = page.locator('section[aria-labelledby=news]')
    await news.getByText(said.deeds).waitFor()
    expect(await news.textContent()).toContain('+1.1')
    await expectWellMade(home)
    await page.reload()
    await news.waitFor()

    const nearest = page.locator('section[aria-labelledby=nearest]')
    expect(await nearest.textContent()).toMatch(said.day)
    await nearest.locator('a').click()
    await page.waitForURL('**/actions/*')
    await expectWellMade(home)

    const spendable = await balanceOf(home)
    await page.goto('/statement')
    expect(await textOf(home, 'closing')).toBe(spendable)
    await expectWellMade(home)
    await page.getByRole('button', { name: said.earned, exact: true }).click()
    await page.locator('select[name=month]').selectOption({ index: 1 })
    await page.waitForLoadState('networkidle')
    await page
      .locator('main ul.card li a', { hasText: locale === 'en' ? 'Bus ride' : '乘坐公交' })
      .first()
      .click()
    await page.waitForURL('**/records/act_*')
    const receipt = page.locator('main')
    await receipt.getByText(said.source).first().waitFor()
    await receipt.getByText(said.certainty).waitFor()
    expect(await page.locator('section[aria-labelledby=caps] li').count()).toBe(2)
    await expectWellMade(home)
    await page.locator('section[aria-labelledby=why] summary').click()
    await expectWellMade(home)
    await home.context.close()
  })

  it('ticks nothing in advance, and takes a consent back where it was given, by keyboard', async () => {
    const home = await visit(browser, product.address, { locale, dark: !dark })
    const { page } = home
    await page.goto('/sign-in')
    await signInOnPage(page, newcomer, locale)
    // Somebody new: no deed yet, no consent given for them, one step named.
    await page.locator('section[aria-labelledby=nearest] a').click()
    await page.waitForURL('**/actions/*')
    const consent = page.getByRole('switch')
    await consent.first().waitFor()
    for (const one of await consent.all()) expect(await one.getAttribute('aria-checked')).toBe('false')
    await expectWellMade(home)
    await consent.first().focus()
    await page.keyboard.press('Space')
    await page.locator('[role=switch][aria-checked=true]').waitFor()
    await expectWellMade(home)
    await page.waitForLoadState('networkidle')
    await consent.first().focus()
    await page.keyboard.press('Space')
    await page.locator('[role=switch][aria-checked=false]').waitFor()

    for (const path of ['/account', '/statement', '/records', '/actions', '/scan']) {
      await page.goto(path)
      await page.locator('h1').waitFor()
      await expectWellMade(home)
    }
    await home.context.close()
  })
})

/** The balance that the home page shows. */
async function balanceOf(home: Visitor): Promise<string> {
  await home.page.goto('/')
  await home.page.getByTestId('spendable').waitFor()
  return textOf(home, 'spendable')
}

describe('the carbon account', () => {
  it('can be read month by month with the keyboard, in a table, and listened to', async () => {
    const home = await visit(browser, product.address, { locale: 'en' })
    const { page } = home
    await page.goto('/sign-in')
    await signInOnPage(page, '13800000002', 'en')
    await page.goto('/account')
    await page.getByTestId('month-chart').waitFor()
    const latest = await textOf(home, 'chosen-month')
    await page.getByRole('button', { name: words.en.earlier }).focus()
    await page.keyboard.press('Enter')
    expect(await textOf(home, 'chosen-month')).not.toBe(latest)
    await page.getByText(words.en.table).click()
    // The table says the same as the chosen bar.
    const row = page.locator('section[aria-labelledby=by-month] tbody tr').nth(1)
    expect(((await row.textContent()) ?? '').replaceAll(/[,\s]/g, '')).toBe(
      await textOf(home, 'chosen-month'),
    )
    await page.getByRole('button', { name: words.en.listen }).click()
    await page.getByRole('button', { name: words.en.stop }).waitFor()
    await page.getByRole('button', { name: words.en.listen }).waitFor()
    expect(await textOf(home, 'chosen-month')).toBe(latest)
    await expectWellMade(home)
    await home.context.close()
  })
})
