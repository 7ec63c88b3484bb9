import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the Chromium that `npm test` found; `TEST_CHROMIUM` and `FONTCONFIG_FILE` come from there. */
export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env['TEST_CHROMIUM']
  if (!executablePath) throw new Error('TEST_CHROMIUM is not set: run the tests by npm test')
  return chromium.launch({ executablePath, args: [...quiet, ...args], timeout: 30_000 })
}

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  /** Errors and warnings of the console and of scripts since the start; those a test expects it takes out. */
  readonly complaints: string[]
}

export interface Device {
  readonly locale?: 'zh-CN' | 'en'
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
}

/** A person with a phone of their own: nothing is shared with other visitors of the same browser. */
export async function visit(browser: Browser, baseURL: string, device: Device = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL,
    locale: device.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: device.width ?? 360, height: device.height ?? 740 },
    deviceScaleFactor: 2,
    colorScheme: device.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`script: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('request', request => {
    if (new URL(request.url()).origin !== baseURL && !request.url().startsWith('data:')) {
      complaints.push(`another host: ${request.url()}`)
    }
  })
  return { context, page, complaints }
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/**
 * What axe finds on the page as it stands: rule, element and what to do; empty when all is well. `only` asks
 * for one of its rules.
 */
export async function axeViolations(page: Page, only?: string): Promise<string[]> {
  // Evaluated by the browser's debugger, which the page's security policy does not bind.
  await page.evaluate(axeSource)
  const rules = only ? { runOnly: { type: 'rule', values: [only] } } : {}
  const options = JSON.stringify({ resultTypes: ['violations'], ...rules })
  const violations = await page.evaluate<Violation[]>(
    `axe.run(document, ${options}).then(found => found.violations)`,
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html} – ${node.failureSummary}`),
  )
}

/** A check box is small, and its label beside it is the target. */
const sized = 'a, button, input:not([type=checkbox]), select, summary, [role=switch]'

/** Controls smaller than a fingertip: 44 CSS pixels each way, or 60 in 长辈版. */
export function smallTargets(page: Page, least = 44): Promise<string[]> {
  return page.evaluate<string[]>(`
    [...document.querySelectorAll('${sized}')]
      .filter(element => element.checkVisibility())
      .map(element => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < ${least} || box.height < ${least}))
      .map(({ element, box }) => element.outerHTML.slice(0, 90) + ' ' + box.width + ' × ' + box.height)
  `)
}
