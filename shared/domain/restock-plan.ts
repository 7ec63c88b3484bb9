import { type Day, startOf } from './calendar.ts'

export const planStates = ['planned', 'applied', 'withdrawn'] as const
export type PlanState = (typeof planStates)[number]

/** True from the first instant of the day the units are due on. */
export function restockDue(dueOn: Day, now: Date): boolean {
  return now >= startOf(dueOn)
}
