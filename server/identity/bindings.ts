import { desc, eq } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { partner } from '../partners/tables.ts'
import type { BindingKind } from './external-ids.ts'
import { residentKey } from './residents.ts'
import { unseal } from './sealing.ts'
import { binCode, binding, type bindingProofs } from './tables.ts'

export interface BindingView {
  readonly id: string
  readonly kind: BindingKind
  readonly partner: { readonly code: string; readonly name: string }
  /** The last four characters of an account; a bin's code is kept only as a hash. */
  readonly ending: string | null
  readonly proof: (typeof bindingProofs)[number]
  readonly boundAt: Date
  readonly unboundAt: Date | null
}

/** What a resident bound, accounts and bins, ended ones included, the newest first. */
export async function listBindings(
  reader: Reader,
  ctx: Pick<Context, 'keys'>,
  residentId: ResidentId,
): Promise<BindingView[]> {
  const accounts = await reader
    .select({
      id: binding.id,
      partner: { code: partner.code, name: partner.name },
      externalSealed: binding.externalSealed,
      proof: binding.proof,
      boundAt: binding.boundAt,
      unboundAt: binding.unboundAt,
    })
    .from(binding)
    .innerJoin(partner, eq(partner.id, binding.partnerId))
    .where(eq(binding.residentId, residentId))
    .orderBy(desc(binding.boundAt), desc(binding.id))
    .limit(limits.bindingsListed)
  const bins = await reader
    .select({
      id: binCode.id,
      partner: { code: partner.code, name: partner.name },
      proof: binCode.proof,
      boundAt: binCode.boundAt,
      unboundAt: binCode.unboundAt,
    })
    .from(binCode)
    .innerJoin(partner, eq(partner.id, binCode.partnerId))
    .where(eq(binCode.residentId, residentId))
    .orderBy(desc(binCode.boundAt), desc(binCode.id))
    .limit(limits.bindingsListed)
  const key = await residentKey(reader, ctx, residentId)
  const views = [
    ...accounts.map(({ externalSealed, ...row }) => ({
      ...row,
      kind: 'account' as const,
      ending: unseal(key, externalSealed).slice(-4),
    })),
    ...bins.map(row => ({ ...row, kind: 'bin' as const, ending: null })),
  ]
  return views.sort((one, other) => other.boundAt.getTime() - one.boundAt.getTime())
}
