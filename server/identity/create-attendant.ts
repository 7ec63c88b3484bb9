import type { AttendantId } from '#shared/domain/ids.ts'
import { type Doer, recordAudit } from '../audit/record.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { requirePermission } from '../permission.ts'
import { refuse } from '../refusal.ts'
import { phoneIndexOf } from './phone.ts'
import { seal } from './sealing.ts'
import { attendant } from './tables.ts'

/**
 * Appoints an attendant of a community, who signs in with this phone. Refuses `not-permitted` and
 * `phone-taken`.
 */
export async function createAttendant(
  tx: Transaction,
  ctx: Pick<Context, 'keys' | 'now' | 'newId'>,
  by: Doer,
  given: { readonly phone: string; readonly community: string },
): Promise<AttendantId> {
  requirePermission(by, 'attendant.create')
  const id = ctx.newId('att')
  const [made] = await tx
    .insert(attendant)
    .values({
      id,
      phoneIndex: phoneIndexOf(ctx.keys, given.phone),
      phoneSealed: seal(ctx.keys.wrapping, given.phone),
      community: given.community,
      active: true,
      createdAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning({ id: attendant.id })
  if (!made) refuse('phone-taken')
  const after = { community: given.community }
  await recordAudit(tx, ctx, by, { action: 'attendant.create', subject: id, after })
  return id
}
