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
    borderRadius: { card: '1.25rem', field: '0.875rem' },
  },
  shortcuts: {
    column: 'mx-auto w-full max-w-[36rem] px-4',
    card: 'rounded-card bg-card border border-line p-5',
    row: 'flex items-center gap-3',
    stack: 'flex flex-col items-center',
    sheet:
      'fixed inset-x-0 bottom-0 z-50 mx-auto max-h-[92vh] w-full max-w-[36rem] overflow-y-auto ' +
      'rounded-t-card bg-card p-5 pb-8 sm:bottom-auto sm:top-[12vh] sm:rounded-card',
    toggle: 'pressable rounded-full aria-pressed:text-leaf',
    pressable: 'min-h-12 cursor-pointer select-none',
    'text-note': 'text-sm text-soft leading-relaxed',
    'title-2': 'text-lg font-semibold text-ink',
    number: 'tabular-nums font-semibold tracking-tight',
  },
}
