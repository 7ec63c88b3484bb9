import { eq } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { residentKey } from './residents.ts'
import { seal } from './sealing.ts'
import { residentSecret } from './tables.ts'

/** Seals a new nickname with the resident's own key. Refuses `not-found` for someone forgotten. */
export async function renameResident(ctx: Context, residentId: ResidentId, nickname: string): Promise<void> {
  await ctx.db.transaction(async tx => {
    const key = await residentKey(tx, ctx, residentId)
    await tx
      .update(residentSecret)
      .set({ nicknameSealed: seal(key, nickname) })
      .where(eq(residentSecret.residentId, residentId))
  })
}
