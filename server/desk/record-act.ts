import { lt, sql } from 'drizzle-orm'
import type { AttendantActor } from '#shared/domain/actor.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { type AuditedAct, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { recordServed } from '../households/served-acts.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { deskTally } from './tables.ts'

/** What is counted at a desk, and how often an attendant may do it on one Shanghai day. */
const most = {
  find: limits.deskFindings,
  enrol: limits.deskEnrolments,
  card: limits.deskCards,
  bind: limits.deskBindings,
  form: limits.deskForms,
  weigh: limits.deskWeighings,
  redeem: limits.deskRedemptions,
  print: limits.deskPrints,
} as const
export type DeskTurn = keyof typeof most

export interface DeskAct extends AuditedAct {
  readonly turn: DeskTurn
  readonly residentId: ResidentId
  /** Numbers and codes for the sentence the resident reads. */
  readonly facts?: Readonly<Record<string, string | number>>
}

/**
 * Counts an act of an attendant against the day's limit, and writes it into the audit log and into the
 * history that the resident sees; all in the transaction of the act. Refuses `attendant-cap-reached`.
 */
export async function recordDeskAct(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  attendant: AttendantActor,
  done: DeskAct,
): Promise<void> {
  const { turn, residentId, facts = {}, ...act } = done
  await takeTurn(tx, ctx, attendant, turn)
  await recordServed(tx, ctx, {
    residentId,
    byKind: 'attendant',
    byId: attendant.attendantId,
    act: act.action,
    subject: act.subject,
    facts,
  })
  await recordAudit(tx, ctx, attendant, act)
}

/** One more of the day's turns. Refuses `attendant-cap-reached`. */
export async function takeTurn(
  tx: Transaction,
  ctx: Pick<Context, 'now'>,
  { attendantId }: AttendantActor,
  turn: DeskTurn,
): Promise<void> {
  const key = `${attendantId}/${dayOf(ctx.now())}/${turn}`
  const [taken] = await tx
    .insert(deskTally)
    .values({ key, used: 1, most: most[turn] })
    .onConflictDoUpdate({
      target: deskTally.key,
      set: { used: sql`${deskTally.used} + 1` },
      setWhere: lt(deskTally.used, deskTally.most),
    })
    .returning({ used: deskTally.used })
  if (!taken) refuse('attendant-cap-reached', { most: most[turn] })
}
