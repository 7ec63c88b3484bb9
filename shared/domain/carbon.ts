import { dayOf, endOfMonth } from './calendar.ts'

/** A deed that stands, with the grams it avoided. */
export interface CountedDeed {
  readonly actionType: string
  readonly occurredAt: Date
  readonly grams: number
}

export interface CarbonMonth {
  readonly month: string
  readonly grams: number
  readonly actions: readonly { readonly actionType: string; readonly grams: number; readonly deeds: number }[]
}

/** Grams by Shanghai month, the newest first, and by action within a month, the most first. */
export function carbonByMonth(deeds: readonly CountedDeed[]): CarbonMonth[] {
  const months = new Map<string, Map<string, { grams: number; deeds: number }>>()
  for (const deed of deeds) {
    const month = dayOf(deed.occurredAt).slice(0, 7)
    const actions = months.get(month) ?? new Map<string, { grams: number; deeds: number }>()
    const sum = actions.get(deed.actionType) ?? { grams: 0, deeds: 0 }
    actions.set(deed.actionType, { grams: sum.grams + deed.grams, deeds: sum.deeds + 1 })
    months.set(month, actions)
  }
  return [...months]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([month, actions]) => ({
      month,
      grams: [...actions.values()].reduce((sum, one) => sum + one.grams, 0),
      actions: [...actions]
        .map(([actionType, sum]) => ({ actionType, ...sum }))
        .sort((a, b) => b.grams - a.grams || (a.actionType < b.actionType ? -1 : 1)),
    }))
}

/** The last so many months, the oldest first; a month without deeds is there with nothing in it. */
export function lastMonths(months: readonly CarbonMonth[], current: string, count: number): CarbonMonth[] {
  const known = new Map(months.map(month => [month.month, month]))
  return Array.from({ length: count }, (_, at) => {
    const month = endOfMonth(`${current}-01`, at + 1 - count).slice(0, 7)
    return known.get(month) ?? { month, grams: 0, actions: [] }
  })
}
