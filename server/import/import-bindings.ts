import { and, desc, eq } from 'drizzle-orm'
import type { PartnerActor } from '#shared/domain/actor.ts'
import { idPattern, type ResidentId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { bindExternal } from '../identity/bind-external.ts'
import { externalIndexOf } from '../identity/external-ids.ts'
import { binCode, binding, resident } from '../identity/tables.ts'
import { timeReader } from './local-time.ts'
import { type CsvFile, readHeader, readRows } from './read-rows.ts'
import { cellOf } from './row-event.ts'

const externalIdPattern = /^[A-Za-z0-9._:-]{1,64}$/
const readTime = timeReader('iso', 'UTC')

interface Wanted {
  readonly externalId: string
  readonly residentId: ResidentId
  readonly boundAt: Date
}

export interface BindingsReport {
  readonly bound: number
  readonly refused: readonly { readonly line: number; readonly reason: string }[]
}

/**
 * Binds what a desk has on paper: a file with the columns `subject`, `residentId` and `boundAt` (ISO 8601:
 * since when the account or bin is theirs). It gives no consent: that stays with the resident, and without it
 * nothing of theirs is credited. An id that is or was somebody else's at the time is left alone. Throws
 * `ConfigurationError` when the file is not one.
 */
export async function importBindings(
  ctx: Context,
  by: Doer,
  partner: PartnerActor,
  file: CsvFile,
): Promise<BindingsReport> {
  const columns = await readHeader(file, ['subject', 'residentId', 'boundAt'])
  const refused: { line: number; reason: string }[] = []
  let bound = 0
  for await (const { rows } of readRows(file, columns)) {
    for (const row of rows) {
      const cells = 'fields' in row ? row.fields : []
      const [externalId, residentId] = [
        cellOf(cells, columns, 'subject'),
        cellOf(cells, columns, 'residentId'),
      ]
      const boundAt = readTime(cellOf(cells, columns, 'boundAt'))
      if (
        !externalIdPattern.test(externalId) ||
        !idPattern.test(residentId) ||
        !boundAt ||
        boundAt > ctx.now()
      ) {
        refused.push({ line: row.line, reason: 'problem' in row ? row.problem : 'not-a-binding' })
        continue
      }
      const wanted = { externalId, residentId: residentId as ResidentId, boundAt }
      const outcome = await ctx.db.transaction(tx => bind(tx, ctx, by, partner, wanted))
      if (outcome === 'bound') bound++
      else if (outcome !== 'known') refused.push({ line: row.line, reason: outcome })
    }
  }
  return { bound, refused }
}

async function bind(
  tx: Transaction,
  ctx: Context,
  by: Doer,
  { partnerId, subjects: kind }: PartnerActor,
  { externalId, residentId, boundAt }: Wanted,
): Promise<'bound' | 'known' | 'resident-unknown' | 'bound-to-another'> {
  const [person] = await tx.select({ id: resident.id }).from(resident).where(eq(resident.id, residentId))
  if (!person) return 'resident-unknown'
  const index = externalIndexOf(ctx.keys, kind, partnerId, externalId)
  const [latest] = await (kind === 'bin' ? latestBin : latestAccount)(tx, partnerId, index)
  if (latest?.unboundAt === null) return latest.residentId === residentId ? 'known' : 'bound-to-another'
  if (latest?.unboundAt && latest.unboundAt > boundAt) return 'bound-to-another'
  // The desk's paper is the proof; since when it holds is what the paper says.
  const then = { ...ctx, now: () => boundAt }
  const { id } = await bindExternal(tx, then, { residentId, partnerId, kind, externalId, proof: 'attendant' })
  const after = { residentId, partnerId, boundAt: boundAt.toISOString() }
  await recordAudit(tx, ctx, by, { action: 'binding.import', subject: id, after })
  return 'bound'
}

function latestAccount(tx: Transaction, partnerId: PartnerActor['partnerId'], index: string) {
  return tx
    .select({ residentId: binding.residentId, unboundAt: binding.unboundAt })
    .from(binding)
    .where(and(eq(binding.partnerId, partnerId), eq(binding.externalIndex, index)))
    .orderBy(desc(binding.boundAt), desc(binding.id))
    .limit(1)
}

function latestBin(tx: Transaction, partnerId: PartnerActor['partnerId'], index: string) {
  return tx
    .select({ residentId: binCode.residentId, unboundAt: binCode.unboundAt })
    .from(binCode)
    .where(and(eq(binCode.partnerId, partnerId), eq(binCode.codeIndex, index)))
    .orderBy(desc(binCode.boundAt), desc(binCode.id))
    .limit(1)
}
