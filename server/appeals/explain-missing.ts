import { and, eq } from 'drizzle-orm'
import { type MissingDeed, spanOf } from '#shared/domain/appeal.ts'
import { explainMissing, type Finding } from '#shared/domain/appeal-findings.ts'
import type { FindingNames } from '#shared/domain/appeal-sentences.ts'
import type { PartnerId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { partner } from '../partners/tables.ts'
import { isRefusal, refuse } from '../refusal.ts'
import type { ShownAppeal } from './queries.ts'
import { readPartner, readRecords, readRefusals } from './read-known.ts'

export interface Explained {
  readonly findings: readonly Finding[]
  readonly names: FindingNames
  readonly partnerId: PartnerId | null
}

async function findReporting(reader: Reader, code: string, actionType: string) {
  const [row] = await reader
    .select({
      id: partner.id,
      code: partner.code,
      name: partner.name,
      subjects: partner.subjects,
      actionTypes: partner.actionTypes,
    })
    .from(partner)
    .where(and(eq(partner.code, code), eq(partner.active, true)))
  return row?.actionTypes.includes(actionType) ? row : refuse('partner-not-reporting')
}

/**
 * Says why a deed does not show in a resident's account, from what the system knows. Writes nothing, and
 * costs the same few statements whatever it finds. Refuses `action-type-not-found` and
 * `partner-not-reporting`.
 */
export async function explainDeed(
  reader: Reader,
  ctx: Pick<Context, 'now' | 'rules'>,
  residentId: ResidentId,
  deed: MissingDeed,
): Promise<Explained> {
  const book = await ctx.rules.inForce(reader)
  const known = book.actionTypes.get(deed.actionType) ?? refuse('action-type-not-found')
  const reporting = deed.partner === null ? null : await findReporting(reader, deed.partner, deed.actionType)
  const asked = { residentId, actionType: deed.actionType, on: deed.on }
  const { fromAt, untilAt } = spanOf(deed)
  const findings = explainMissing({
    deed,
    now: ctx.now(),
    window: limits,
    open: known.actionType.open,
    ruled: [fromAt.getTime(), untilAt.getTime() - 1].some(at => known.rulesAt(at).length > 0),
    records: await readRecords(reader, asked, book),
    refusals: await readRefusals(reader, asked),
    partner: reporting && (await readPartner(reader, asked, reporting)),
  })
  return {
    findings,
    names: { action: known.actionType.name, partner: reporting?.name ?? '' },
    partnerId: reporting?.id ?? null,
  }
}

/** The same for an appeal as things are now; a partner that has left explains nothing more. */
export async function explainAgain(
  reader: Reader,
  ctx: Pick<Context, 'now' | 'rules'>,
  { appeal, partner: reporting }: ShownAppeal,
): Promise<readonly Finding[]> {
  const { residentId, actionType, deedOn: on, deedAt: at } = appeal
  try {
    const deed = { actionType, partner: reporting?.code ?? null, on, at }
    return (await explainDeed(reader, ctx, residentId, deed)).findings
  } catch (error) {
    if (isRefusal(error)) return []
    throw error
  }
}
