import { and, eq, isNull } from 'drizzle-orm'
import type { Attested } from '#shared/contract/merchants.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { RefusalCode, RefusalFacts } from '#shared/domain/refusals.ts'
import { attestWithin } from '../activities/attest.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { giveBackTry, takeTry } from '../identity/attempts.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { attestedView } from './attest-one.ts'
import { attestationHash } from './attest-table.ts'
import { assertNotSelf } from './person-at-counter.ts'
import { attestation, attestationCode, staff } from './tables.ts'

interface Asked {
  readonly residentId: ResidentId
  readonly code: string
}

/**
 * A diner claims one code of a table that staff vouched for. The same person may send the same code again,
 * and gets the same answer. Wrong codes are counted, and the count is on disk before the refusal: it is
 * thrown after the transaction. Refuses `too-many-requests`, `attestation-code-wrong`,
 * `attestation-code-expired`, `attestation-code-used`, `one-code-each` and `own-attestation`.
 */
export async function claimAttestation(ctx: Context, asked: Asked): Promise<Attested> {
  const claimed = await ctx.db.transaction(async tx => {
    const taken = await takeCode(tx, ctx, asked)
    return 'refused' in taken ? taken : credit(tx, ctx, asked.residentId, taken)
  })
  return 'refused' in claimed ? refuse(claimed.refused, claimed.facts) : claimed
}

/** One activity for each diner of a table, whatever happens on the way. */
async function credit(
  tx: Transaction,
  ctx: Context,
  residentId: ResidentId,
  table: Table,
): Promise<Attested> {
  const { attestationId, actionType, merchantId, staffId, deviceId, at } = table
  const sourceActivityId = `${attestationId}:${residentId}`
  const deed = {
    actionType,
    merchantId,
    staffId,
    deviceId,
    residentId,
    occurredAt: at,
    sourceActivityId,
    facts: {},
  }
  return attestedView(attestationId, actionType, await attestWithin(tx, ctx, deed))
}

type Table = NonNullable<Awaited<ReturnType<typeof findCode>>>
type Taken = Table | { readonly refused: RefusalCode; readonly facts?: RefusalFacts }

async function findCode(tx: Transaction, codeHash: string) {
  const [row] = await tx
    .select({
      attestationId: attestation.id,
      actionType: attestation.actionType,
      merchantId: attestation.merchantId,
      staffId: attestation.staffId,
      staffPhone: staff.phoneIndex,
      deviceId: attestation.deviceId,
      at: attestation.at,
      expiresAt: attestationCode.expiresAt,
      usedBy: attestationCode.usedBy,
    })
    .from(attestationCode)
    .innerJoin(attestation, eq(attestation.id, attestationCode.attestationId))
    .innerJoin(staff, eq(staff.id, attestation.staffId))
    .where(eq(attestationCode.codeHash, codeHash))
  return row
}

/** Counting the try also makes a second claim of the same person wait for the first. */
async function takeCode(tx: Transaction, ctx: Context, { residentId, code }: Asked): Promise<Taken> {
  const now = ctx.now()
  const tries = `attestation:${residentId}`
  const bound = { most: limits.attestationTries, windowMs: limits.attestationTryMs }
  const seconds = await takeTry(tx, tries, now, bound)
  if (seconds > 0) return { refused: 'too-many-requests', facts: { seconds } }
  const codeHash = attestationHash(ctx.keys, code)
  const table = await findCode(tx, codeHash)
  if (!table) return { refused: 'attestation-code-wrong' }
  await giveBackTry(tx, tries)
  if (table.usedBy === residentId) return table
  if (now >= table.expiresAt) return { refused: 'attestation-code-expired' }
  await assertNotSelf(tx, { phoneIndex: table.staffPhone }, residentId, 'own-attestation')
  if (await hasClaimed(tx, table.attestationId, residentId)) return { refused: 'one-code-each' }
  const [taken] = await tx
    .update(attestationCode)
    .set({ usedBy: residentId, usedAt: now })
    .where(and(eq(attestationCode.codeHash, codeHash), isNull(attestationCode.usedBy)))
    .returning({ codeHash: attestationCode.codeHash })
  return taken ? table : { refused: 'attestation-code-used' }
}

async function hasClaimed(tx: Transaction, attestationId: string, residentId: ResidentId): Promise<boolean> {
  const [other] = await tx
    .select({ codeHash: attestationCode.codeHash })
    .from(attestationCode)
    .where(and(eq(attestationCode.attestationId, attestationId), eq(attestationCode.usedBy, residentId)))
  return other !== undefined
}
