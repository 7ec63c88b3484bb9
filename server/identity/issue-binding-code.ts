import type { PartnerActor } from '#shared/domain/actor.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { type BindingKind, externalIndexOf } from './external-ids.ts'
import { readableCode } from './one-time-code.ts'
import { blindIndex, seal } from './sealing.ts'
import { bindingCode } from './tables.ts'

const codeLength = 8

/**
 * Makes a one-time code that a partner hands to the holder of one of its ids, over its own app or counter.
 * Refuses `not-permitted` for a kind of id that is not this partner's.
 */
export async function issueBindingCode(
  ctx: Context,
  partner: PartnerActor,
  {
    externalId,
    kind = partner.subjects,
  }: { readonly externalId: string; readonly kind?: BindingKind | undefined },
): Promise<{ readonly code: string; readonly expiresAt: Date }> {
  if (kind !== partner.subjects) refuse('not-permitted')
  const code = readableCode(codeLength)
  const expiresAt = new Date(ctx.now().getTime() + limits.bindingCodeLifeMs)
  await ctx.db.transaction(async tx => {
    await tx.insert(bindingCode).values({
      codeHash: blindIndex(ctx.keys, 'code', partner.partnerId, code),
      partnerId: partner.partnerId,
      kind,
      externalIndex: externalIndexOf(ctx.keys, kind, partner.partnerId, externalId),
      externalSealed: seal(ctx.keys.wrapping, externalId),
      expiresAt,
      usedAt: null,
    })
  })
  return { code, expiresAt }
}
