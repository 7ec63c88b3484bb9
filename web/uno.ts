import { presetWind3, type UserConfig } from 'unocss'

const tokens = [
  'page',
  'card',
  'sunk',
  'ink',
  'soft',
  'line',
  'edge',
  'leaf',
  'leaf-ink',
  'leaf-soft',
  'leaf-deep',
  'clay',
  'clay-soft',
  'brick',
  'brick-ink',
  'brick-soft',
]

/** Colours are names; light and dark stand in `ui/theme.css`. Sizes are rem, so that 长辈版 scales all. */
export const unoConfig: UserConfig = {
  presets: [presetWind3({ dark: 'media' })],
  theme: {
    colors: Object.fromEntries(tokens.map(name => [name, `var(--${name})`])),
    // In 长辈版 nothing is smaller than `--least-type`; titles stop growing where a word would not fit.
    fontSize: {
      xs: ['max(0.75rem, var(--least-type))', '1.5'],
      sm: ['max(0.875rem, var(--least-type))', '1.5'],
      base: ['1rem', '1.55'],
      lg: ['min(1.125rem, max(1rem, 8vw))', '1.5'],
      xl: ['min(1.25rem, max(1rem, 8.5vw))', '1.4'],
      '2xl': ['min(1.5rem, max(1rem, 9vw))', '1.35'],
      '3xl': ['min(1.875rem, max(1rem, 9.5vw))', '1.3'],
      '4xl': ['min(2.25rem, max(1rem, 11vw))', '1.2'],
      '5xl': ['min(3rem, max(1rem, 14vw))', '1.1'],
      '6xl': ['min(3.75rem, max(1rem, 17vw))', '1.1'],
    },
    borderRadius: { card: '1.25rem', field: '0.875rem' },
  },
  shortcuts: {
    column: 'mx-auto w-full max-w-[36rem] px-[min(1rem,4vw)]',
    card: 'rounded-card bg-card border border-line p-[min(1.25rem,5vw)]',
    // As wide as the card it is in.
    bleed: '-mx-[min(1.25rem,5vw)]',
    row: 'flex items-center gap-3',
    stack: 'flex flex-col items-center',
    sheet:
      'fixed inset-x-0 bottom-0 z-50 mx-auto max-h-[92vh] w-full max-w-[36rem] overflow-y-auto ' +
      'rounded-t-card bg-card p-[min(1.25rem,5vw)] pb-8 sm:bottom-auto sm:top-[12vh] sm:rounded-card',
    toggle: 'pressable rounded-full aria-pressed:text-leaf',
    pressable: 'min-h-[max(3rem,var(--least-target))] min-w-[var(--least-target)] cursor-pointer select-none',
    'text-note': 'text-sm text-soft leading-relaxed',
    'title-2': 'text-lg font-semibold text-ink',
    number: 'tabular-nums font-semibold tracking-tight',
  },
}
