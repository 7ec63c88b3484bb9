import type { Page } from 'playwright-core'

const words = {
  'zh-CN': { reward: '2 元公交券', redeem: '兑换', confirm: '确认兑换' },
  en: { reward: '2 yuan bus coupon', redeem: 'Redeem', confirm: 'Redeem now' },
} as const

/** Redeems the demonstration's bus coupon, and stays at the voucher. */
export async function redeemOnPage(page: Page, locale: 'zh-CN' | 'en' = 'zh-CN'): Promise<void> {
  const { reward, redeem, confirm } = words[locale]
  await page.goto('/rewards')
  await page.getByText(reward).first().click()
  await page.getByRole('button', { name: redeem, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: confirm }).click()
  await page.waitForURL('**/vouchers/*')
}
