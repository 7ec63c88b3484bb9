import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../../web/ui/theme.css'), 'utf8')

type Palette = Readonly<Record<string, string>>

/** The colours that each block of the theme sets, in its order: light, dark, 长辈版, 长辈版 in the dark. */
const blocks = [...css.matchAll(/:root(?:\[data-elder\])? \{([^}]*)\}/g)]
  .map(([, body = '']) =>
    Object.fromEntries([...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(m => [m[1], m[2]])),
  )
  .filter(block => Object.keys(block).length > 0) as Palette[]
const [light = {}, dark = {}, elder = {}, elderDark = {}] = blocks

const palettes: readonly (readonly [string, Palette, number])[] = [
  ['light', light, 4.5],
  ['dark', dark, 4.5],
  ['长辈版', { ...light, ...elder }, 7],
  ['长辈版 in the dark', { ...dark, ...elderDark }, 7],
]

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(one: string, other: string): number {
  const [more = 0, less = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return (more + 0.05) / (less + 0.05)
}

const texts = ['ink', 'soft', 'leaf', 'clay', 'brick']
const onGround = texts.flatMap(text => ['page', 'card', 'sunk'].map(ground => [text, ground]))
const onColour = [
  ['leaf', 'leaf-soft'],
  ['clay', 'clay-soft'],
  ['brick', 'brick-soft'],
  ['leaf-ink', 'leaf'],
  ['brick-ink', 'brick'],
  ['soft', 'leaf-soft'],
  ['soft', 'clay-soft'],
]

describe.each(palettes)('the colours in %s', (_, palette, least) => {
  it(`give every text a contrast of ${least}:1 at least`, () => {
    const weak = [...onGround, ...onColour]
      .map(([text = '', ground = '']) => ({
        text,
        ground,
        ratio: contrast(palette[text] ?? '', palette[ground] ?? ''),
      }))
      .filter(({ ratio }) => !(ratio >= least))
    expect(weak).toEqual([])
  })

  it('let the edge of a field be seen: 3:1', () => {
    for (const ground of ['page', 'card', 'sunk']) {
      expect(contrast(palette['edge'] ?? '', palette[ground] ?? ''), ground).toBeGreaterThanOrEqual(3)
    }
  })
})
