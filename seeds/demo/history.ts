import { createHash } from 'node:crypto'
import { addDays, type Day, dayOf, startOf, weekdayOf } from '#shared/domain/calendar.ts'
import { demoResidents, type DemoResident } from './people.ts'

/** What a partner of the demonstration reports. */
export interface DemoReport {
  readonly partner: 'metro' | 'bus' | 'bikes' | 'waste'
  readonly id: string
  readonly type: string
  readonly subject: string
  readonly occurredAt: Date
  readonly data: Readonly<Record<string, string | number>>
}

/** A cup that staff of the demonstration's café looked at. */
export interface DemoCup {
  readonly id: string
  readonly phone: string
  readonly occurredAt: Date
}

/** What is booked at one moment: some days of it. */
export interface DemoStretch {
  readonly reportedAt: Date
  readonly reports: readonly DemoReport[]
  readonly cups: readonly DemoCup[]
}

/** So many days of activity lie before the day on which the demonstration is loaded. */
export const demoDays = 39
/** People joined and shops opened so many days before that. */
export const settledDays = demoDays + 4

const minuteMs = 60_000
/**
 * The operators report in the evening of every third day, and a last time when the demonstration is loaded.
 */
const reportEvery = 3
const reportMinute = 22 * 60 + 30
/** Nothing happens in the last minutes before the demonstration is loaded. */
const quietMs = 15 * minuteMs
/** A ride that its operator reported too late to be counted without a look: it shows what a review is. */
const lateRide = { phone: '13800000001', daysAgo: 14, reportedDaysAgo: 3, minute: 13 * 60 + 20 } as const

/** A number from 0 to 99 that is the same in every demonstration. */
function dice(...about: readonly (string | number)[]): number {
  return createHash('sha256').update(about.join('/')).digest().readUInt32BE(0) % 100
}

/** The account under which a resident of the demonstration is known to an operator. */
export function demoAccount(partner: string, phone: string): string {
  return `${partner}-${phone.slice(-4)}`
}

/** The whole of it, in order, up to the instant at which the demonstration was loaded. */
export function demoHistory(loadedAt: Date): DemoStretch[] {
  const today = dayOf(loadedAt)
  const stretches: DemoStretch[] = []
  for (let ago = demoDays; ago >= 0; ago -= reportEvery) {
    const days = Array.from({ length: reportEvery }, (_, at) => addDays(today, at + 1 - reportEvery - ago))
    const evening = at(days.at(-1) ?? today, reportMinute)
    const reportedAt = new Date(Math.min(evening.getTime(), loadedAt.getTime()))
    const past = <Deed extends { readonly occurredAt: Date }>(deeds: readonly Deed[]) =>
      deeds.filter(({ occurredAt }) => occurredAt.getTime() <= reportedAt.getTime() - quietMs)
    const reports = days.flatMap(day => demoResidents.flatMap(resident => reportsOf(resident, day)))
    if (ago === lateRide.reportedDaysAgo) reports.push(reportedLate(addDays(today, -lateRide.daysAgo)))
    const cups = days.flatMap(day => demoResidents.flatMap(resident => cupsOf(resident, day)))
    stretches.push({ reportedAt, reports: past(reports), cups: past(cups) })
  }
  return stretches
}

function at(day: Day, minute: number): Date {
  return new Date(startOf(day).getTime() + minute * minuteMs)
}

function reportedLate(day: Day): DemoReport {
  const { phone, minute } = lateRide
  return {
    partner: 'bus',
    id: `demo-late-${day}`,
    type: 'bus-ride',
    subject: demoAccount('bus', phone),
    occurredAt: at(day, minute),
    data: { durationS: 1_500 },
  }
}

/** One resident's day: the hours of the kinds of ride do not overlap, because nobody takes two at once. */
function reportsOf({ phone, bin, habits }: DemoResident, day: Day): DemoReport[] {
  const reports: DemoReport[] = []
  const add = (
    partner: DemoReport['partner'],
    type: string,
    minute: number,
    data: DemoReport['data'],
    subject = demoAccount(partner, phone),
  ) => {
    const id = `demo-${phone.slice(-4)}-${day}-${minute}`
    reports.push({ partner, id, type, subject, occurredAt: at(day, minute), data })
  }
  const does = (what: string, inHundred: number) => dice(phone, day, what) < inHundred
  const vary = (what: string, most: number) => dice(phone, day, what) % most
  const working = weekdayOf(day) <= 5

  if (habits.commute && working && does('commute', 90)) {
    const [home, work] = habits.commute
    const durationS = 1_200 + 60 * vary('way', 12)
    add('metro', 'metro-ride', 7 * 60 + 30 + vary('out', 40), {
      entryStation: home,
      exitStation: work,
      durationS,
    })
    add('metro', 'metro-ride', 18 * 60 + vary('in', 50), { entryStation: work, exitStation: home, durationS })
  }
  if (does('bus', habits.bus)) add('bus', 'bus-ride', 9 * 60 + vary('bus at', 90), { durationS: 1_320 })
  if (does('bike', habits.bike)) {
    const distanceM = 700 + 50 * vary('bike far', 70)
    add('bikes', 'bike-ride', 16 * 60 + vary('bike at', 60), {
      durationS: Math.round(distanceM / 3),
      distanceM,
    })
  }
  if (bin && does('sorting', habits.sorting)) {
    const kind = vary('kind', 3) === 0 ? 'recyclable' : 'kitchen'
    add('waste', 'waste-sorting', 20 * 60 + vary('sorting at', 60), { kind }, bin)
  }
  if (bin && does('recycling', habits.recycling)) {
    const material = vary('material', 2) === 0 ? 'cardboard' : 'pet'
    const weightG = 400 + 100 * vary('weight', 30)
    add('waste', 'recycling', 14 * 60 + vary('recycling at', 60), { material, weightG }, bin)
  }
  return reports
}

function cupsOf({ phone, habits }: DemoResident, day: Day): DemoCup[] {
  if (dice(phone, day, 'cup') >= habits.ownCup) return []
  const minute = 12 * 60 + 30 + (dice(phone, day, 'cup at') % 30)
  return [{ id: `demo-cup-${phone.slice(-4)}-${day}`, phone, occurredAt: at(day, minute) }]
}
