import { and, eq, isNull } from 'drizzle-orm'
import type { HouseholdId, PartnerId, ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { refuse } from '../refusal.ts'
import { type BindingKind, externalIndexOf } from './external-ids.ts'
import { ensureHousehold, joinHousehold } from './households.ts'
import { residentKey } from './residents.ts'
import { seal } from './sealing.ts'
import { binCode, binding, type bindingProofs } from './tables.ts'

export interface ProvedId {
  readonly residentId: ResidentId
  readonly partnerId: PartnerId
  readonly kind: BindingKind
  readonly externalId: string
  readonly proof: (typeof bindingProofs)[number]
  /** For a bin: move into the household that has it, instead of taking it over. */
  readonly join?: boolean
}

export interface Bound {
  readonly id: string
  readonly kind: BindingKind
  /** Who had it until now, when that was someone else. */
  readonly takenFrom: ResidentId | null
}

/** Two who hold proofs of the same id at once: each may find the other's new row once. */
const rounds = 3

/**
 * Binds an external id whose possession was proved. Whoever had it loses it in the same transaction, and both
 * rows stay as history. Bound already to the same resident, nothing changes.
 */
export function bindExternal(tx: Transaction, ctx: Context, proved: ProvedId): Promise<Bound> {
  return proved.kind === 'bin' ? bindBin(tx, ctx, proved) : bindAccount(tx, ctx, proved)
}

async function bindAccount(tx: Transaction, ctx: Context, proved: ProvedId): Promise<Bound> {
  const { residentId, partnerId, externalId, proof } = proved
  const externalIndex = externalIndexOf(ctx.keys, 'account', partnerId, externalId)
  const externalSealed = seal(await residentKey(tx, ctx, residentId), externalId)
  const live = and(
    eq(binding.partnerId, partnerId),
    eq(binding.externalIndex, externalIndex),
    isNull(binding.unboundAt),
  )
  let takenFrom: ResidentId | null = null
  for (let round = 1; round <= rounds; round++) {
    const [present] = await tx.select().from(binding).where(live)
    if (present?.residentId === residentId) return { id: present.id, kind: 'account', takenFrom }
    const now = ctx.now()
    const [ended] = await tx.update(binding).set({ unboundAt: now }).where(live).returning()
    takenFrom = ended?.residentId ?? takenFrom
    const [made] = await tx
      .insert(binding)
      .values({
        id: ctx.newId('bnd'),
        residentId,
        partnerId,
        externalIndex,
        externalSealed,
        proof,
        boundAt: now,
        unboundAt: null,
      })
      .onConflictDoNothing()
      .returning({ id: binding.id })
    if (made) return { id: made.id, kind: 'account', takenFrom }
  }
  return refuse('too-busy')
}

async function bindBin(tx: Transaction, ctx: Context, proved: ProvedId): Promise<Bound> {
  const { residentId, partnerId, proof } = proved
  const codeIndex = externalIndexOf(ctx.keys, 'bin', partnerId, proved.externalId)
  const live = and(
    eq(binCode.partnerId, partnerId),
    eq(binCode.codeIndex, codeIndex),
    isNull(binCode.unboundAt),
  )
  let takenFrom: ResidentId | null = null
  for (let round = 1; round <= rounds; round++) {
    const [present] = await tx.select().from(binCode).where(live)
    if (present && (await staysBound(tx, ctx, proved, present))) {
      return { id: present.id, kind: 'bin', takenFrom }
    }
    const householdId = await ensureHousehold(tx, ctx, residentId)
    const now = ctx.now()
    const [ended] = await tx.update(binCode).set({ unboundAt: now }).where(live).returning()
    takenFrom = ended?.residentId ?? takenFrom
    const [made] = await tx
      .insert(binCode)
      .values({
        id: ctx.newId('bin'),
        householdId,
        residentId,
        partnerId,
        codeIndex,
        proof,
        boundAt: now,
        unboundAt: null,
      })
      .onConflictDoNothing()
      .returning({ id: binCode.id })
    if (made) return { id: made.id, kind: 'bin', takenFrom }
  }
  return refuse('too-busy')
}

/**
 * True when the bin stays with its household: it is the resident's own, or they move in with those who have
 * it.
 */
async function staysBound(
  tx: Transaction,
  ctx: Context,
  { residentId, join }: ProvedId,
  present: { readonly residentId: ResidentId; readonly householdId: HouseholdId },
): Promise<boolean> {
  if (present.residentId === residentId) return true
  if (join) await joinHousehold(tx, ctx, residentId, present.householdId)
  return join ?? false
}
