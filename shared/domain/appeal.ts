import { addDays, type Day, startOf } from './calendar.ts'
import { type DayCalendar, workingDaysBetween } from './working-days.ts'

/** 补登申诉: a resident says that a deed is missing, and the programme answers by a day both can see. */
export const appealStates = ['open', 'asked', 'granted', 'refused', 'withdrawn'] as const
export type AppealState = (typeof appealStates)[number]

/** Still waiting for an answer; `asked` while the partner is looking, and the clock runs on. */
export const waitingStates = ['open', 'asked'] as const satisfies readonly AppealState[]

export function isWaiting(state: AppealState): boolean {
  return state === 'open' || state === 'asked'
}

/** What the resident misses. */
export interface MissingDeed {
  readonly actionType: string
  /** The partner's code; null when somebody at a counter should have confirmed it. */
  readonly partner: string | null
  readonly on: Day
  /** Roughly when, such as `08:15`; null when the resident does not remember. */
  readonly at: string | null
}

export interface Span {
  readonly fromAt: Date
  readonly untilAt: Date
}

/** People remember the time of a ride to about an hour. Ours. */
const aroundMs = 60 * 60_000
const minuteMs = 60_000

/** When it may have been: an hour either side of the time given, or the whole Shanghai day. Half-open. */
export function spanOf({ on, at }: Pick<MissingDeed, 'on' | 'at'>): Span {
  const start = startOf(on)
  if (at === null) return { fromAt: start, untilAt: startOf(addDays(on, 1)) }
  const minutes = Number(at.slice(0, 2)) * 60 + Number(at.slice(3, 5))
  const middle = start.getTime() + minutes * minuteMs
  return { fromAt: new Date(middle - aroundMs), untilAt: new Date(middle + aroundMs) }
}

export interface AppealClock {
  /** Working days left with today's not counted: 0 on the last day and after it; null once it is answered. */
  readonly workingDaysLeft: number | null
  /** The answer is late, or came late. */
  readonly overdue: boolean
}

/** The clock as both sides see it. Nothing stops it, not even asking the partner. */
export function clockOf(
  appeal: { readonly state: AppealState; readonly dueOn: Day; readonly decidedOn: Day | null },
  today: Day,
  calendar: DayCalendar,
): AppealClock {
  if (!isWaiting(appeal.state)) {
    return { workingDaysLeft: null, overdue: (appeal.decidedOn ?? appeal.dueOn) > appeal.dueOn }
  }
  return {
    workingDaysLeft: workingDaysBetween(calendar, today, appeal.dueOn),
    overdue: today > appeal.dueOn,
  }
}
