import { and, asc, desc, eq, gt, isNotNull, isNull, lt, or, type SQL } from 'drizzle-orm'
import type { AppealId, ResidentId } from '#shared/domain/ids.ts'
import { dayOf } from '#shared/domain/calendar.ts'
import type { Reader } from '../db/database.ts'
import type { Page } from '../http/page.ts'
import { partner } from '../partners/tables.ts'
import { appeal } from './tables.ts'

const shown = {
  appeal,
  partner: { code: partner.code, name: partner.name },
} as const

export type ShownAppeal = Awaited<ReturnType<typeof listOwn>>[number]

const select = (reader: Reader) =>
  reader.select(shown).from(appeal).leftJoin(partner, eq(partner.id, appeal.partnerId))

/** A resident's appeals, the newest first; one row more than the page has. */
export function listOwn(reader: Reader, residentId: ResidentId, { after, limit }: Page) {
  const at = after && new Date(after.at)
  const further =
    after && at
      ? or(lt(appeal.filedAt, at), and(eq(appeal.filedAt, at), lt(appeal.id, after.id as AppealId)))
      : undefined
  return select(reader)
    .where(and(eq(appeal.residentId, residentId), further))
    .orderBy(desc(appeal.filedAt), desc(appeal.id))
    .limit(limit + 1)
}

/** Appeals that wait for an answer, the most urgent first. The cursor's instant is the start of a day. */
export function listWaiting(reader: Reader, { after, limit }: Page) {
  const on = after && dayOf(new Date(after.at))
  const further =
    after && on
      ? or(gt(appeal.dueOn, on), and(eq(appeal.dueOn, on), gt(appeal.id, after.id as AppealId)))
      : undefined
  return select(reader)
    .where(and(isNull(appeal.decidedAt), further))
    .orderBy(asc(appeal.dueOn), asc(appeal.id))
    .limit(limit + 1)
}

/** Appeals that were answered or withdrawn, the newest answer first. */
export function listAnswered(reader: Reader, { after, limit }: Page) {
  const at = after && new Date(after.at)
  const further =
    after && at
      ? or(lt(appeal.decidedAt, at), and(eq(appeal.decidedAt, at), lt(appeal.id, after.id as AppealId)))
      : undefined
  return select(reader)
    .where(and(isNotNull(appeal.decidedAt), further))
    .orderBy(desc(appeal.decidedAt), desc(appeal.id))
    .limit(limit + 1)
}

/** One appeal; with a resident, only their own. */
export async function findAppeal(
  reader: Reader,
  id: AppealId,
  residentId?: ResidentId,
): Promise<ShownAppeal | null> {
  const own: SQL | undefined = residentId && eq(appeal.residentId, residentId)
  const [row] = await select(reader).where(and(eq(appeal.id, id), own))
  return row ?? null
}
