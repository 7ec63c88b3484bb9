import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page, type Request } from 'playwright-core'
import { type Product, startProduct } from '../support/product.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'
import { type Found, median } from './figures.ts'
import { freePort } from './free-port.ts'
import type { Workbench } from './workbench.ts'

const rounds = 3
const categories = ['performance', 'accessibility', 'best-practices'] as const
type Scores = Readonly<Record<(typeof categories)[number], number>>

const apps = {
  resident: { path: '/', phone: '13800000001' },
  merchant: { path: '/merchant/', phone: '13800000014' },
} as const

/**
 * What a phone gets to see: the compressed JavaScript and CSS of a first visit, and Lighthouse's judgement of
 * the first pages as a slow phone on a slow network would show them.
 */
export async function measureWeb(bench: Workbench): Promise<Found> {
  const { findChromium } = await import('../support/chromium.mjs')
  const { executable, fontconfig } = await findChromium(bench.folder)
  process.env['FONTCONFIG_FILE'] = fontconfig
  const product = await startProduct()
  const port = await freePort()
  const profile = join(bench.folder, 'browser')
  mkdirSync(profile)
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      `--remote-debugging-port=${port}`,
    ],
    baseURL: product.address,
    locale: 'zh-CN',
    viewport: null,
  })
  try {
    return await judge(bench, product, context, port)
  } finally {
    await context.close()
    await product.stop()
  }
}

async function judge(
  bench: Workbench,
  product: Product,
  context: BrowserContext,
  port: number,
): Promise<Found> {
  const page = context.pages()[0] ?? (await context.newPage())
  const kilobytes: number[] = []
  for (const { path, phone } of Object.values(apps)) {
    await page.goto(`${path}sign-in`)
    await signInOnPage(page, phone)
    await forgetFiles(page, product.address)
    kilobytes.push(await firstLoad(page, path))
  }
  const scores: Scores[] = []
  for (let round = 0; round < rounds; round++) {
    await forgetFiles(page, product.address)
    scores.push(await lighthouseOf(`${product.address}${apps.resident.path}`, port))
    bench.say(`  ${JSON.stringify(scores.at(-1))}`)
  }
  await forgetFiles(page, product.address)
  const counter = await lighthouseOf(`${product.address}${apps.merchant.path}`, port)
  bench.say(`  ${JSON.stringify(counter)}`)
  const [residentKb = Number.NaN, merchantKb = Number.NaN] = kilobytes
  const worst = (name: keyof Scores) => Math.min(...scores.map(one => one[name]), counter[name])
  return {
    promised: [
      { label: 'residentKb', measured: residentKb, target: 120, atMost: true },
      { label: 'performance', measured: median(scores.map(one => one.performance)), target: 95 },
      { label: 'accessibility', measured: worst('accessibility'), target: 100 },
      { label: 'bestPractices', measured: worst('best-practices'), target: 100 },
      { label: 'merchantKb', measured: merchantKb, target: 120, atMost: true },
    ],
    figures: { merchantPerformance: counter.performance },
  }
}

/** As on a first visit, but signed in: no file of the app is on the device. */
async function forgetFiles(page: Page, origin: string): Promise<void> {
  await page.goto('about:blank')
  const session = await page.context().newCDPSession(page)
  const storageTypes = 'service_workers,cache_storage'
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes })
  await session.send('Network.clearBrowserCache')
  await session.detach()
}

/** Kilobytes (1,024 bytes) of scripts and styles, as they travel, until the page is at rest. */
async function firstLoad(page: Page, path: string): Promise<number> {
  const sizes: Promise<number>[] = []
  const count = (request: Request) => {
    if (!['script', 'stylesheet'].includes(request.resourceType()) || request.serviceWorker()) return
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
  }
  page.on('requestfinished', count)
  await page.goto(path, { waitUntil: 'networkidle' })
  page.off('requestfinished', count)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1_024
}

async function lighthouseOf(url: string, port: number): Promise<Scores> {
  const { default: lighthouse } = await import('lighthouse')
  const result = await lighthouse(url, {
    port,
    logLevel: 'silent',
    // The session is in the browser's storage.
    disableStorageReset: true,
    onlyCategories: [...categories],
  })
  if (!result) throw new Error('Lighthouse found nothing.')
  const scores = categories.map(name => [name, Math.round((result.lhr.categories[name]?.score ?? 0) * 100)])
  return Object.fromEntries(scores) as Scores
}
