import type { Page } from 'playwright-core'

/** Waits until a page shows what it came to show, and nothing says any more that it is loading. */
export async function shown(page: Page): Promise<void> {
  await page.locator('main').first().waitFor()
  // The first of those that are left, until none is.
  await page.locator(':is([aria-busy=true], [data-loading])').first().waitFor({ state: 'detached' })
}

const describe = `
  const told = element => element.outerHTML.replace(/\\s+/g, ' ').slice(0, 110)
  const ownText = element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== '')
  const visible = element => element.checkVisibility({ visibilityProperty: true }) &&
    !element.closest('.sr-only') && element.getClientRects().length > 0 &&
    element.getBoundingClientRect().width > 1
  const scrolls = element => {
    for (let at = element; at; at = at.parentElement)
      if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true
    return false
  }
`

/** Text that is cut off or lies outside of the screen, and a page that has to be pushed sideways. */
export function cutText(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    ${describe}
    const found = []
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth > width + 1)
      found.push('the page is ' + document.documentElement.scrollWidth + ' px wide, the screen ' + width)
    for (const element of document.querySelectorAll('body *')) {
      if (!visible(element)) continue
      const style = getComputedStyle(element)
      const hides = /hidden|clip/.test(style.overflowX + style.overflowY)
      const over = element.scrollWidth > element.clientWidth + 1 ||
        element.scrollHeight > element.clientHeight + 2
      const box = element.getBoundingClientRect()
      const beyond = one => {
        const own = one.getBoundingClientRect()
        return ownText(one) && visible(one) &&
          (own.right > box.right + 1 || own.left < box.left - 1 || own.bottom > box.bottom + 2)
      }
      if (hides && over && element.clientWidth > 1 &&
        (ownText(element) || [...element.querySelectorAll('*')].some(beyond)))
        found.push('cut: ' + told(element))
      if (ownText(element) && (box.right > width + 1 || box.left < -1) && !scrolls(element))
        found.push('outside: ' + told(element))
    }
    return found
  })()`)
}

/** Text smaller than so many pixels. */
export function smallText(page: Page, least: number): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    ${describe}
    return [...document.querySelectorAll('body *')]
      .filter(element => visible(element) && ownText(element) && !element.closest('svg, noscript'))
      .filter(element => Number.parseFloat(getComputedStyle(element).fontSize) < ${least} - 0.1)
      .map(element => getComputedStyle(element).fontSize + ' ' + told(element))
  })()`)
}

const focusName = `(() => {
  const at = document.activeElement
  if (!at || at === document.body) return ''
  const outlined = Number.parseFloat(getComputedStyle(at).outlineWidth) > 0
  const label = at.labels?.[0]?.textContent ?? ''
  const name = [at.getAttribute('aria-label'), at.getAttribute('name'), at.textContent, label].filter(Boolean)
  return (outlined ? '' : 'NO OUTLINE ') + name.join(' ').replace(/\\s+/g, ' ').trim()
})()`

/**
 * Presses Tab until what has the focus is called so. Fails after a hundred stops, and where a stop cannot be
 * seen.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  for (let stop = 0; stop < 100; stop++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate<string>(focusName)
    if (at.startsWith('NO OUTLINE')) throw new Error(`The focus cannot be seen: ${at}`)
    if (typeof name === 'string' ? at.includes(name) : name.test(at)) return
    passed.push(at.slice(0, 40))
  }
  throw new Error(`No Tab leads to ${String(name)}; it passed ${passed.join(' | ')}`)
}
