import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apps, patternOf, routesOf } from '../support/app-pages.ts'
import { axeViolations, openBrowser, smallTargets, visit, type Visitor } from '../support/browser.ts'
import { cutText, shown, smallText, tabTo } from '../support/page-checks.ts'
import { type Product, startProduct } from '../support/product.ts'
import { redeemOnPage } from '../support/redeem-on-page.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'

/** Each app and language has its own person: a phone gets one code a minute. */
const people: Readonly<Record<string, { readonly 'zh-CN': string; readonly en: string }>> = {
  resident: { 'zh-CN': '13800000001', en: '13800000002' },
  merchant: { 'zh-CN': '13800000014', en: '13800000012' },
  attendant: { 'zh-CN': '13800000021', en: '13800000021' },
}

/** A way to look at a page; together they hold every pair of size, language, light and 长辈版. */
interface Look {
  readonly width: number
  readonly height: number
  readonly dark: boolean
  /** Pixels of the text in 长辈版; null is the normal form. */
  readonly elder: number | null
  readonly axe: 'all' | 'contrast' | 'none'
}

const phone = { width: 360, height: 740 }
const tablet = { width: 820, height: 1180 }
/** A phone whose owner enlarges everything to twice its size. */
const doubled = { width: 180, height: 370 }

const looks = {
  'zh-CN': [
    { ...phone, dark: false, elder: null, axe: 'all' },
    { ...tablet, dark: false, elder: 21, axe: 'contrast' },
    { ...phone, dark: true, elder: 30, axe: 'contrast' },
  ],
  en: [
    { ...phone, dark: true, elder: 21, axe: 'all' },
    { ...tablet, dark: true, elder: null, axe: 'contrast' },
    { ...doubled, dark: false, elder: null, axe: 'none' },
  ],
} as const satisfies Record<string, readonly Look[]>

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

async function faultsIn({ page, complaints }: Visitor, look: Look): Promise<string[]> {
  await page.emulateMedia({ colorScheme: look.dark ? 'dark' : 'light' })
  await page.setViewportSize({ width: look.width, height: look.height })
  const percent = look.elder === null ? '' : `${(look.elder / 16) * 100}%`
  await page.evaluate(`
    document.documentElement.toggleAttribute('data-elder', ${look.elder !== null})
    document.documentElement.style.fontSize = '${percent}'
  `)
  // What is 22 pixels at 200 % is 44 for the finger.
  const least = look.width < 200 ? 22 : look.elder === null ? 44 : 60
  const small = await smallTargets(page, least)
  const faults = [
    ...(await cutText(page)),
    ...small.map(one => `target: ${one}`),
    ...(look.elder === null ? [] : (await smallText(page, 18)).map(one => `type: ${one}`)),
    ...(look.axe === 'none'
      ? []
      : await axeViolations(page, look.axe === 'all' ? undefined : 'color-contrast')),
    ...complaints.splice(0).map(one => `console: ${one}`),
  ]
  const name = `${look.width}${look.dark ? ' dark' : ''}${look.elder === null ? '' : ` 长辈版 ${look.elder}`}`
  // The first few of a page say what is wrong with it.
  return faults.slice(0, 4).map(fault => `${new URL(page.url()).pathname} (${name}): ${fault}`)
}

/** Addresses of our own that the page leads to. */
function linksOn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('a[href^="/"]')].map(link => link.getAttribute('href').split('?')[0])`,
  )
}

/** Goes to every address of the app once, those with a name in them by the first link that leads there. */
async function walk(visitor: Visitor, routes: readonly string[], look: (path: string) => Promise<void>) {
  const left = new Set(routes.filter(route => !route.endsWith('/sign-in')))
  const known = new Set([...left].filter(route => !route.includes(':')))
  for (const path of known) {
    const route = [...left].find(one => patternOf(one).test(path))
    if (!route) continue
    left.delete(route)
    await visitor.page.goto(path)
    await shown(visitor.page)
    for (const link of await linksOn(visitor.page)) known.add(link)
    await look(path)
  }
  return [...left]
}

const entered = new Map<string, Awaited<ReturnType<Visitor['context']['cookies']>>>()

/** Signs in; a person who did so before comes with the session of then. */
async function enter({ page, context }: Visitor, app: string, locale: 'zh-CN' | 'en'): Promise<void> {
  const person = people[app]?.[locale] ?? ''
  const session = entered.get(app + person)
  if (session) {
    await context.addCookies(session)
    await page.evaluate(`localStorage.setItem('signed-in-${app}', 'yes')`)
    return
  }
  await signInOnPage(page, person, locale)
  entered.set(app + person, await context.cookies())
}

/** Addresses that no link led to, once for each language. */
const unseen: string[] = []
/** The demonstration has no settlement yet: that page is looked at in the counter's own journey. */
const elsewhere = ['/merchant/settlements/:id']

const rows = apps().flatMap(app => (['zh-CN', 'en'] as const).map(locale => ({ app, locale })))

describe('every page', () => {
  it.each(rows)(
    'of the $app.name app in $locale is whole in every size and form',
    async ({ app, locale }) => {
      const visitor = await visit(browser, product.address, { locale })
      const faults: string[] = []
      const lookAround = async () => {
        for (const look of looks[locale]) faults.push(...(await faultsIn(visitor, look)))
      }
      await visitor.page.goto(`${app.base}sign-in`)
      await shown(visitor.page)
      await lookAround()
      if (locale === 'en') await visitor.page.evaluate("localStorage.setItem('elder', 'on')")
      await visitor.page.setViewportSize(phone)
      await enter(visitor, app.name, locale)
      if (app.name === 'resident') await redeemOnPage(visitor.page, locale)
      for (const route of await walk(visitor, routesOf(app), lookAround)) unseen.push(route)
      expect(faults).toEqual([])
      await visitor.context.close()
    },
  )

  it('is led to by a link, in one of the languages at least', () => {
    const never = unseen.filter((route, at) => unseen.indexOf(route) !== at)
    expect(never.filter(route => !elsewhere.includes(route))).toEqual([])
  })
})

/** The last code that the demonstration would have sent, as it stands on the page. */
async function typeShownCode(page: Page): Promise<void> {
  const shownCode = await page.getByTestId('demo-code').textContent()
  await tabTo(page, /^code/)
  await page.keyboard.type(/\d{6}/.exec(shownCode ?? '')?.[0] ?? '')
}

it('a keyboard alone leads from the first page to a redeemed voucher, and shows where it is', async () => {
  const home = await visit(browser, product.address)
  const { page } = home
  await page.goto('/')
  await page.waitForURL('**/sign-in?back=/')
  await shown(page)
  await tabTo(page, /^phone/)
  await page.keyboard.type('13800000003')
  await tabTo(page, '获取验证码')
  await page.keyboard.press('Enter')
  await page.getByTestId('demo-code').waitFor()
  await page.keyboard.press('Shift+Tab')
  await typeShownCode(page)
  await tabTo(page, '我已阅读并同意')
  await page.keyboard.press('Space')
  await tabTo(page, /^登录$/)
  await page.keyboard.press('Enter')
  await page.waitForURL(url => url.pathname === '/')

  await shown(page)
  await tabTo(page, /^权益$/)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/rewards')
  await shown(page)
  await tabTo(page, '2 元公交券')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/rewards/*')
  await shown(page)
  await tabTo(page, /^兑换$/)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await tabTo(page, '确认兑换')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/vouchers/*')
  await page.getByTestId('voucher-qr').waitFor()
  expect(home.complaints).toEqual([])
  await home.context.close()
})

it('the size of 长辈版 goes from 18 to 30 by buttons alone, and is remembered', async () => {
  const { page, context } = await visit(browser, product.address)
  const size = () => page.evaluate<string>('getComputedStyle(document.documentElement).fontSize')
  await page.goto('/sign-in')
  await signInOnPage(page, '13800000004')
  await page.getByRole('button', { name: '长辈版' }).click()
  expect(await size()).toBe('21px')
  await page.goto('/me')
  for (let press = 0; press < 9; press++) await page.getByRole('button', { name: '大一点' }).click()
  expect(await size()).toBe('30px')
  expect(await page.getByRole('button', { name: '大一点' }).isDisabled()).toBe(true)
  await page.reload()
  await shown(page)
  expect(await size()).toBe('30px')
  for (let press = 0; press < 12; press++) await page.getByRole('button', { name: '小一点' }).click()
  expect(await size()).toBe('18px')
  await context.close()
})
