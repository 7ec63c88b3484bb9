import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { projectFolder } from '#server/project-folder.ts'
import { openBrowser } from '../support/browser.ts'
import { findChromium } from '../support/chromium.mjs'
import { shown } from '../support/page-checks.ts'
import { startProduct } from '../support/product.ts'
import { redeemOnPage } from '../support/redeem-on-page.ts'
import { signInOnPage } from '../support/sign-in-on-page.ts'

const folder = join(projectFolder, 'docs/screens')
const mostFiles = 12
const mostBytes = 1_500_000

const phone = { width: 360, height: 740 }
const tablet = { width: 820, height: 1_000 }

/** How to come to a page that has no address of its own in every demonstration. */
type Way = (page: Page) => Promise<void>

const follow =
  (path: string, link: string): Way =>
  async page => {
    await page.goto(path)
    await shown(page)
    await page.locator(link).first().click()
    await shown(page)
  }

const open =
  (path: string): Way =>
  async page => {
    await page.goto(path)
    await shown(page)
  }

/** The residents' main screens, each in both forms. */
const residents: readonly (readonly [string, Way])[] = [
  ['home', open('/')],
  ['receipt', follow('/records', 'main li a:has-text("乘坐轨道交通")')],
  ['rewards', open('/rewards')],
  ['voucher', follow('/vouchers', 'main li a')],
  ['actions', open('/actions')],
]

async function personAt(browser: Browser, baseURL: string, viewport: typeof phone) {
  const context = await browser.newContext({
    baseURL,
    viewport,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    deviceScaleFactor: 1.5,
    reducedMotion: 'reduce',
  })
  return context.newPage()
}

async function take(page: Page, name: string, way: Way): Promise<void> {
  await way(page)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function takeAll(browser: Browser, address: string): Promise<void> {
  const page = await personAt(browser, address, phone)
  await page.goto('/')
  await signInOnPage(page, '13800000001')
  await redeemOnPage(page)
  for (const [name, way] of residents) await take(page, name, way)

  // The same phone: only there are the keys that show the voucher's code.
  await page.evaluate("localStorage.setItem('elder', 'on')")
  for (const [name, way] of residents) await take(page, `${name}-elder`, way)

  const till = await personAt(browser, address, tablet)
  await till.goto('/merchant/')
  await signInOnPage(till, '13800000014')
  await take(till, 'counter', open('/merchant/'))
}

/** Whether what was taken may stand in the repository. */
function assertSmall(): void {
  const sizes = readdirSync(folder)
    .filter(name => name.endsWith('.png'))
    .map(name => statSync(join(folder, name)).size)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  if (sizes.length > mostFiles || bytes > mostBytes) {
    throw new Error(`${sizes.length} pictures of ${bytes} bytes are too many.`)
  }
  process.stdout.write(`${sizes.length} pictures, ${Math.round(bytes / 1_024)} KB, in docs/screens\n`)
}

const work = mkdtempSync(join(tmpdir(), 'carbon-screens-'))
const { executable, fontconfig } = await findChromium(work)
process.env['TEST_CHROMIUM'] = executable
process.env['FONTCONFIG_FILE'] = fontconfig
mkdirSync(folder, { recursive: true })
const product = await startProduct()
const browser = await openBrowser()
try {
  await takeAll(browser, product.address)
  assertSmall()
} finally {
  await browser.close()
  await product.stop()
  rmSync(work, { recursive: true, force: true })
}
