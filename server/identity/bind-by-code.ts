import { and, eq, gt, isNull } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { limits } from '../limits.ts'
import { findPartnerByCode } from '../partners/queries.ts'
import { refuse } from '../refusal.ts'
import { giveBackTry, takeTry } from './attempts.ts'
import { type Bound, bindExternal } from './bind-external.ts'
import { blindIndex, unseal } from './sealing.ts'
import { bindingCode } from './tables.ts'

export interface CodeShown {
  readonly partner: string
  readonly code: string
  readonly join?: boolean | undefined
}

/**
 * Binds what a partner's one-time code stands for. Refuses `not-found` for an unknown partner,
 * `binding-code-wrong` (wrong, used and expired alike), and `too-many-requests` after five wrong ones within
 * ten minutes, right or wrong.
 */
export async function bindByCode(ctx: Context, residentId: ResidentId, shown: CodeShown): Promise<Bound> {
  const issuer = (await findPartnerByCode(ctx.db.reader, shown.partner)) ?? refuse('not-found')
  const codeHash = blindIndex(ctx.keys, 'code', issuer.partnerId, shown.code)
  const key = `binding:${residentId}`
  // A wrong code is an answer and not a refusal in here: thrown, it would undo the count of the try.
  const outcome = await ctx.db.transaction(async tx => {
    const seconds = await takeTry(tx, key, ctx.now(), {
      most: limits.bindingCodeTries,
      windowMs: limits.bindingCodeTriesMs,
    })
    if (seconds > 0) return { wait: seconds }
    const proved = await useCode(tx, ctx, codeHash)
    if (!proved) return 'wrong'
    await giveBackTry(tx, key)
    return bindExternal(tx, ctx, {
      residentId,
      partnerId: proved.partnerId,
      kind: proved.kind,
      externalId: unseal(ctx.keys.wrapping, proved.externalSealed),
      proof: 'partner-code',
      join: shown.join ?? false,
    })
  })
  if (outcome === 'wrong') return refuse('binding-code-wrong')
  if ('wait' in outcome) return refuse('too-many-requests', { seconds: outcome.wait })
  return outcome
}

async function useCode(tx: Transaction, ctx: Context, codeHash: string) {
  const now = ctx.now()
  const [used] = await tx
    .update(bindingCode)
    .set({ usedAt: now })
    .where(
      and(eq(bindingCode.codeHash, codeHash), isNull(bindingCode.usedAt), gt(bindingCode.expiresAt, now)),
    )
    .returning()
  return used
}
