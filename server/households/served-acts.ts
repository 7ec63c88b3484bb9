import { and, desc, eq, lt, or } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { attendant } from '../identity/tables.ts'
import { limits } from '../limits.ts'
import { servedAct, type serverKinds } from './tables.ts'

export interface Served {
  readonly residentId: ResidentId
  readonly byKind: (typeof serverKinds)[number]
  readonly byId: string
  /** Noun and verb, such as `voucher.redeem`. */
  readonly act: string
  readonly subject: string
  readonly facts?: Readonly<Record<string, string | number>>
}

/** Writes down what somebody did for a resident, in the transaction of the act; both see it. */
export async function recordServed(
  tx: Transaction,
  ctx: Pick<Context, 'now' | 'newId'>,
  { facts = {}, ...served }: Served,
): Promise<void> {
  await tx.insert(servedAct).values({ id: ctx.newId('sva'), ...served, facts, at: ctx.now() })
}

type Before = { readonly at: Date; readonly id: string } | null

function earlier(before: Before) {
  return before
    ? or(lt(servedAct.at, before.at), and(eq(servedAct.at, before.at), lt(servedAct.id, before.id)))
    : undefined
}

/** Steps taken for a resident, the newest first, each with who took it. */
export async function listServed(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  residentId: ResidentId,
  before: Before = null,
) {
  const rows = await reader
    .select({
      id: servedAct.id,
      byKind: servedAct.byKind,
      byId: servedAct.byId,
      act: servedAct.act,
      subject: servedAct.subject,
      facts: servedAct.facts,
      at: servedAct.at,
      community: attendant.community,
    })
    .from(servedAct)
    .leftJoin(attendant, eq(attendant.id, servedAct.byId as never))
    .where(and(eq(servedAct.residentId, residentId), earlier(before)))
    .orderBy(desc(servedAct.at), desc(servedAct.id))
    .limit(limits.servedActsListed)
  const people = rows.filter(row => row.byKind !== 'attendant').map(row => row.byId as ResidentId)
  const nicknames = await nicknamesOf(reader, ctx, [...new Set(people)])
  return rows.map(({ byId, community, ...row }) => ({
    ...row,
    /** The nickname of a person, the community of an attendant. */
    by: community ?? nicknames.get(byId as ResidentId) ?? '',
    at: row.at.toISOString(),
  }))
}

/** Steps that somebody took for others, the newest first, each with for whom. */
export async function listServing(reader: Reader, ctx: Pick<Context, 'keys'>, byId: string) {
  const rows = await reader
    .select()
    .from(servedAct)
    .where(eq(servedAct.byId, byId))
    .orderBy(desc(servedAct.at), desc(servedAct.id))
    .limit(limits.servedActsListed)
  const nicknames = await nicknamesOf(reader, ctx, [...new Set(rows.map(row => row.residentId))])
  return rows.map(({ residentId, id, byKind, act, subject, facts, at }) => ({
    id,
    byKind,
    act,
    subject,
    facts,
    for: nicknames.get(residentId) ?? '',
    at: at.toISOString(),
  }))
}
