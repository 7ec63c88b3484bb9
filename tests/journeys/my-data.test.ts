import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, visit } from '../support/browser.ts'
import { type Product, startProduct } from '../support/product.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'
import { expectWellMade } from '../support/well-made.ts'

const words = {
  'zh-CN': {
    phone: '13800000004',
    all: '下载全部数据（JSON）',
    tables: ['行动记录', '积分明细', '兑换券'],
    word: '注销账户',
    send: '获取验证码',
    submit: '注销我的账户',
  },
  en: {
    phone: '13800000003',
    all: 'Download everything (JSON)',
    tables: ['Records', 'Points statement', 'Vouchers'],
    word: 'Delete my account',
    send: 'Send code',
    submit: 'Delete my account',
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

async function downloaded(page: Page, name: string): Promise<{ name: string; text: string }> {
  const link = page.getByRole('link', { name, exact: true })
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') }
}

describe.each(['zh-CN', 'en'] as const)('my data, in %s', locale => {
  it('can be taken along as files, and the account deleted with a code', { timeout: 180_000 }, async () => {
    const say = words[locale]
    const visitor = await visit(browser, product.address, { locale, dark: locale === 'en' })
    const { page } = visitor
    await page.goto('/sign-in')
    await signInOnPage(page, say.phone, locale)
    const signedInAt = Date.now()
    await page.goto('/me/data')
    await expectWellMade(visitor)
    if (process.env['SCREENS'])
      await page.screenshot({ path: `${process.env['SCREENS']}/my-data-${locale}.png`, fullPage: true })

    const all = await downloaded(page, say.all)
    expect(all.name).toMatch(/^my-data-.*\.json$/)
    expect(JSON.parse(all.text).profile.phone).toBe(say.phone)
    for (const name of say.tables) expect((await downloaded(page, name)).name).toMatch(/\.csv$/)

    await page.fill('input[name=confirm]', say.word)
    await expectWellMade(visitor)
    // A phone gets one code a minute: once is waiting enough.
    if (locale === 'en') return visitor.context.close()
    await page.waitForTimeout(Math.max(0, 61_000 - (Date.now() - signedInAt)))
    await page.getByRole('button', { name: say.send }).click()
    const shown = await page.getByTestId('demo-code').textContent()
    await page.fill('input[name=code]', /\d{6}/.exec(shown ?? '')?.[0] ?? '')
    if (process.env['SCREENS'])
      await page.screenshot({ path: `${process.env['SCREENS']}/my-data-code-${locale}.png`, fullPage: true })
    await page.getByRole('button', { name: say.submit }).click()
    await page.waitForURL('**/sign-in')
    const answer = await page.request.get('/api/v1/me')
    expect(answer.status()).toBe(401)
    expect(visitor.complaints).toEqual([])
    await visitor.context.close()
  })
})
