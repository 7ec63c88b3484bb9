import type { ActionType } from './action-type.ts'
import type { Day, Period } from './calendar.ts'
import type { Cap } from './rule.ts'
import type { CompiledRule } from './scoring-book.ts'
import { capKey } from './scoring-caps.ts'

/** A partner that can report an action, and how far a resident has come with it. */
export interface Path {
  readonly partner: string
  /** Its account or bin is connected. */
  readonly bound: boolean
  readonly consented: boolean
}

/**
 * How a resident stands with an action. `ready`: somebody reports it for them. `consent` and `bind`: that
 * step is missing. `counter`: a person confirms it on the spot, nothing to connect. `closed`: nobody can
 * report it yet.
 */
export type ActionStanding = 'ready' | 'consent' | 'bind' | 'counter' | 'closed'

export function standingOf(
  actionType: Pick<ActionType, 'open' | 'evidence'>,
  paths: readonly Path[],
): ActionStanding {
  if (!actionType.open) return 'closed'
  if (paths.some(path => path.bound && path.consented)) return 'ready'
  if (paths.some(path => path.bound)) return 'consent'
  if (paths.length > 0) return 'bind'
  return actionType.evidence.includes('merchant') ? 'counter' : 'closed'
}

/** How much of a cap is used, in its own unit. */
export interface CapProgress {
  readonly rule: string
  readonly code: string
  readonly per: Period
  readonly of: 'resident' | 'household'
  readonly unit: Cap['unit']
  readonly limit: number
  readonly used: number
}

interface CountedCap extends Omit<CapProgress, 'used'> {
  readonly key: string
}

/** The caps of a resident's and household's own that bind on a day, with the tally each is counted in. */
export function countedCaps(
  rules: readonly CompiledRule[],
  who: { readonly residentId: string; readonly householdId: string | null },
  day: Day,
): CountedCap[] {
  const nobody = { merchantId: null, deviceId: null }
  return rules.flatMap(({ version: { code: rule, body } }) =>
    body.caps.flatMap(cap => {
      const { of, per, code, unit, limit } = cap
      if (per === 'event' || (of !== 'resident' && of !== 'household')) return []
      const key = capKey(rule, cap, { ...who, ...nobody }, day)
      return key ? [{ rule, code, per, of, unit, limit, key }] : []
    }),
  )
}

/** Whether some rule would still pay today: none of its caps is used up. No rule: nothing is paid. */
export function hasRoom(rules: readonly string[], caps: readonly CapProgress[]): boolean {
  return rules.some(rule => caps.every(cap => cap.rule !== rule || cap.used < cap.limit))
}

/** The most that a rule may pay for one deed without campaigns, in centipoints; null when it has no bound. */
export function mostFor({ award, caps, evidenceWeights }: CompiledRule['version']['body']): number | null {
  const bounds = caps.flatMap(cap => (cap.unit === 'centipoints' && cap.per === 'event' ? [cap.limit] : []))
  if (award.kind === 'linear' && award.per === null) bounds.push(award.base)
  if (award.kind === 'banded') bounds.push(Math.max(...award.bands.map(band => band.centipoints)))
  const weight = Math.max(...Object.values(evidenceWeights))
  return bounds.length === 0 ? null : Math.floor((Math.min(...bounds) * weight) / 100)
}

/** What is known of one action on a day. */
export interface ActionToday {
  readonly actionType: string
  readonly standing: ActionStanding
  readonly room: boolean
  /** Deeds or points were counted for it today already. */
  readonly begun: boolean
  readonly most: number | null
}

export type Nearest =
  { readonly kind: 'do' | 'consent' | 'bind'; readonly actionType: string } | { readonly kind: 'done' }

/**
 * The nearest thing to do: an action that is connected and still pays today, first one not yet begun, then
 * the one that pays most; without any connection the shortest step to one; else what a counter confirms.
 * Among equals the catalogue's order decides. Null when nothing is open at all.
 */
export function nearestOf(actions: readonly ActionToday[]): Nearest | null {
  const open = actions.filter(action => action.standing !== 'closed')
  if (open.length === 0) return null
  const paying = (standing: ActionStanding) =>
    open.filter(action => action.standing === standing && action.room).sort(byWorth)[0]
  const ready = paying('ready')
  if (ready) return { kind: 'do', actionType: ready.actionType }
  if (!open.some(action => action.standing === 'ready')) {
    for (const kind of ['consent', 'bind'] as const) {
      const step = paying(kind)
      if (step) return { kind, actionType: step.actionType }
    }
  }
  const counter = paying('counter')
  return counter ? { kind: 'do', actionType: counter.actionType } : { kind: 'done' }
}

function byWorth(a: ActionToday, b: ActionToday): number {
  return Number(a.begun) - Number(b.begun) || (b.most ?? 0) - (a.most ?? 0)
}
