import type { Page } from 'playwright-core'

const words = {
  'zh-CN': { send: '获取验证码', submit: '登录' },
  en: { send: 'Send code', submit: 'Sign in' },
} as const

/** Signs in on a demonstration's sign-in page, with the code that it shows. */
export async function signInOnPage(page: Page, phone: string, locale: 'zh-CN' | 'en' = 'zh-CN') {
  const { send, submit } = words[locale]
  await page.fill('input[name=phone]', phone)
  await page.getByRole('button', { name: send }).click()
  const shown = await page.getByTestId('demo-code').textContent()
  await page.fill('input[name=code]', /\d{6}/.exec(shown ?? '')?.[0] ?? '')
  const terms = page.locator('#agreed')
  if ((await terms.count()) > 0) await terms.check()
  await page.getByRole('button', { name: submit, exact: true }).click()
  await page.waitForURL(url => !url.pathname.endsWith('/sign-in'))
}
