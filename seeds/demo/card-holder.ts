import { createHash } from 'node:crypto'
import { eq } from 'drizzle-orm'
import { activity } from '#server/activities/tables.ts'
import type { Context } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'
import { weighAtDesk } from '#server/desk/weigh.ts'
import { cardSigns, findCardHolder } from '#server/identity/cards.ts'
import { enrolResident } from '#server/identity/enrol-resident.ts'
import { issueCard } from '#server/identity/issue-card.ts'
import { readableCodeOf } from '#server/identity/one-time-code.ts'
import { phoneIndexOf } from '#server/identity/phone.ts'
import { phoneOwner } from '#server/identity/phone-owner.ts'
import { blindIndex } from '#server/identity/sealing.ts'
import type { Keys } from '#server/keys.ts'
import { lockWallet } from '#server/ledger/wallets.ts'
import type { AttendantActor } from '#shared/domain/actor.ts'
import { dayMs } from '#shared/domain/calendar.ts'
import type { AttendantId } from '#shared/domain/ids.ts'
import { atTime, inside } from './at-time.ts'
import { demoAttendant } from './people.ts'

const nickname = '重阳'

/** What they brought to the desk, so many days before the demonstration was loaded, the earliest first. */
export const demoWeighings = [
  { daysAgo: 2, material: 'cardboard', weightG: 8_000 },
  { daysAgo: 1.5, material: 'pet', weightG: 2_000 },
  { daysAgo: 1, material: 'cardboard', weightG: 6_000 },
] as const

/** The code on the demonstration's card: the same at every start, another in every deployment. */
export function demoCardCode(keys: Keys): string {
  const bytes = createHash('sha256')
    .update(blindIndex(keys, 'token', 'demonstration', 'card'))
    .digest()
  return readableCodeOf(bytes.subarray(0, cardSigns))
}

/** Somebody without a phone, with a card; in the caller's transaction. */
export async function enrolCardHolder(
  tx: Transaction,
  ctx: Context,
  attendantId: AttendantId,
): Promise<void> {
  const { residentId } = await enrolResident(tx, ctx, { phone: null, nickname })
  await issueCard(inside(tx, ctx), attendantWho(ctx, attendantId), residentId, demoCardCode(ctx.keys))
}

/** The days they came with something to weigh; told once, however often it is called. */
export async function weighDemoDeeds(ctx: Context, loadedAt: Date): Promise<void> {
  const index = phoneIndexOf(ctx.keys, demoAttendant.phone)
  const attendantId = await phoneOwner(ctx.db.reader, 'attendant', index)
  const cardCode = demoCardCode(ctx.keys)
  if (!attendantId) return
  const attendant = attendantWho(ctx, attendantId as AttendantId)
  await ctx.db.transaction(async tx => {
    const holder = await findCardHolder(tx, ctx, cardCode)
    if (!holder) return
    await lockWallet(tx, holder.residentId)
    const [known] = await tx
      .select({ id: activity.id })
      .from(activity)
      .where(eq(activity.residentId, holder.residentId))
      .limit(1)
    if (known) return
    for (const { daysAgo, material, weightG } of demoWeighings) {
      const then = atTime(ctx, new Date(loadedAt.getTime() - daysAgo * dayMs))
      await weighAtDesk(tx, then, attendant, {
        cardCode,
        actionType: 'recycling',
        facts: { material, weightG },
      })
    }
  })
}

/** What is printed at the start; nothing where the card is not good any more. */
export async function cardLines(ctx: Context): Promise<string[]> {
  const code = demoCardCode(ctx.keys)
  const holder = await findCardHolder(ctx.db.reader, ctx, code)
  return holder ? [`    and finds ${nickname}, who has no phone, by this card: ${code}`] : []
}

function attendantWho(ctx: Pick<Context, 'keys'>, attendantId: AttendantId): AttendantActor {
  return { kind: 'attendant', attendantId, phoneIndex: phoneIndexOf(ctx.keys, demoAttendant.phone) }
}
