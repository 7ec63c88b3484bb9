import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { apps } from '../support/app-pages.ts'
import { axeViolations, openBrowser, visit } from '../support/browser.ts'
import { type CuttableLine, layLine } from '../support/cuttable-line.ts'
import { newerVersionOf } from '../support/newer-version.ts'
import { type Product, startProduct } from '../support/product.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'

let product: Product
let browser: Browser
let line: CuttableLine

beforeAll(async () => {
  product = await startProduct()
  line = await layLine(product.address)
  browser = await openBrowser()
})

afterAll(async () => {
  await browser?.close()
  await line?.close()
  await product?.stop()
})

/** The app is on the device once its service worker has it, and this page is served by it. */
async function waitUntilInstalled(page: Page): Promise<void> {
  const state = () => page.evaluate<string | undefined>('navigator.serviceWorker.controller?.state')
  await expect.poll(state, { timeout: 20_000 }).toBe('activated')
}

async function setNetwork(context: BrowserContext, on: boolean): Promise<void> {
  if (on) line.mend()
  else line.cut()
  await context.setOffline(!on)
}

/** Every address of which an answer is kept on the device. */
function keptOn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const names = (await caches.keys()).filter(name => name.startsWith('kept-'))
    const caches_ = await Promise.all(names.map(name => caches.open(name)))
    const requests = await Promise.all(caches_.map(cache => cache.keys()))
    return requests.flat().map(({ url }) => new URL(url).pathname)
  })()`)
}

it('opens without a network with the last known state and its date, and forgets it at the door', async () => {
  const { page, context, complaints } = await visit(browser, line.address)
  await page.goto('/')
  await signInOnPage(page, '13800000001')
  await waitUntilInstalled(page)
  await page.reload()
  await page.getByTestId('spendable').waitFor()
  const points = await page.getByTestId('spendable').textContent()
  await page.goto('/vouchers')
  await page.goto('/my-code')
  await page.waitForLoadState('networkidle')
  expect(await keptOn(page)).toEqual(expect.arrayContaining(['/api/v1/me', '/api/v1/me/wallet']))
  expect((await keptOn(page)).filter(path => /code|certificate|session/.test(path))).toEqual([])
  expect(complaints.splice(0)).toEqual([])

  await setNetwork(context, false)
  await page.goto('/')
  const notice = page.getByTestId('offline')
  await notice.waitFor()
  expect(await notice.textContent()).toMatch(/离线 · 数据截至 \d+月\d+日 \d\d:\d\d/)
  expect(await page.getByTestId('spendable').textContent()).toBe(points)
  expect(await axeViolations(page)).toEqual([])
  await page.goto('/my-code')
  await page.getByText('网络不通').first().waitFor()

  await setNetwork(context, true)
  await page.goto('/me')
  expect(await notice.count()).toBe(0)
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.waitForURL('**/sign-in')
  await expect.poll(() => keptOn(page)).toEqual([])
  await context.close()
})

it('comes back by itself when the network does', async () => {
  const { page, context } = await visit(browser, line.address)
  await page.goto('/')
  await signInOnPage(page, '13800000003')
  await waitUntilInstalled(page)
  await page.reload()
  await page.getByTestId('spendable').waitFor()
  await page.waitForLoadState('networkidle')
  await setNetwork(context, false)
  await page.reload()
  await page.getByTestId('offline').waitFor()
  await setNetwork(context, true)
  await page.getByTestId('offline').waitFor({ state: 'detached' })
  await context.close()
})

it.each(apps())('the $name app can be installed: manifest, icons, service worker', async ({ base }) => {
  const { page, context } = await visit(browser, line.address)
  await page.goto(base)
  const href = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await (await page.request.get(href ?? '')).json()
  expect(manifest).toMatchObject({ start_url: base, scope: base, display: 'standalone' })
  const sizes = (manifest.icons as { src: string; sizes: string; purpose?: string }[]).map(
    ({ sizes: size, purpose = 'any' }) => `${size} ${purpose}`,
  )
  expect(sizes).toEqual(['192x192 any', '512x512 any', '512x512 maskable'])
  for (const { src } of manifest.icons as { src: string }[]) {
    expect((await page.request.get(src)).headers()['content-type']).toBe('image/png')
  }
  const session = await context.newCDPSession(page)
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors.map(({ errorId }) => errorId).filter(id => id !== 'in-incognito')).toEqual([])
  await waitUntilInstalled(page)
  await context.close()
})

it('changes to a newer version when it is asked to, and not before', async () => {
  const door = await newerVersionOf(product.address)
  const { page, context } = await visit(browser, door.address)
  await page.goto('/rewards')
  await waitUntilInstalled(page)
  door.appear()
  await page.reload()
  const update = page.getByRole('button', { name: '点此更新' })
  await update.waitFor()
  const shells = () =>
    page.evaluate<string[]>('caches.keys().then(names => names.filter(n => /^shell/.test(n)))')
  expect(await shells()).toHaveLength(2)
  await page.evaluate("document.body.dataset.before = 'yes'")
  await update.click()
  await expect.poll(() => page.evaluate<string | undefined>('document.body.dataset.before')).toBeUndefined()
  await expect.poll(async () => (await shells()).join()).toMatch(/^shell-resident-newer-[0-9a-f]+$/)
  expect(await update.count()).toBe(0)
  await context.close()
  await door.close()
})
