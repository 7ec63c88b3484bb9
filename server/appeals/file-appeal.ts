import { and, count, eq, gte, isNull } from 'drizzle-orm'
import type { MissingDeed } from '#shared/domain/appeal.ts'
import type { Finding } from '#shared/domain/appeal-findings.ts'
import { dayOf, startOf } from '#shared/domain/calendar.ts'
import type { AppealId, PartnerId, ResidentId } from '#shared/domain/ids.ts'
import { addWorkingDays } from '#shared/domain/working-days.ts'
import type { Context } from '../context.ts'
import type { Transaction } from '../db/database.ts'
import { residentKey } from '../identity/residents.ts'
import { seal } from '../identity/sealing.ts'
import { lockWallet } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { explainDeed } from './explain-missing.ts'
import { appeal } from './tables.ts'
import { type AppealWords, wordsText } from './words.ts'

export interface Filing {
  readonly residentId: ResidentId
  readonly deed: MissingDeed
  readonly words: AppealWords
}

function refuseHopeless(findings: readonly Finding[]): void {
  for (const finding of findings) {
    if (finding.kind === 'ahead') refuse('appeal-ahead')
    if (finding.kind === 'too-old') refuse('appeal-too-old', { days: finding.days })
    if (finding.kind === 'action-closed' || finding.kind === 'no-rule') refuse('appeal-nothing-pays')
  }
}

async function refuseTooMany(
  tx: Transaction,
  ctx: Context,
  { residentId, deed }: Filing,
  partnerId: PartnerId | null,
): Promise<void> {
  const waiting = await tx
    .select()
    .from(appeal)
    .where(and(eq(appeal.residentId, residentId), isNull(appeal.decidedAt)))
    .limit(limits.appealsOpen)
  const same = waiting.some(
    one =>
      one.actionType === deed.actionType &&
      one.partnerId === partnerId &&
      one.deedOn === deed.on &&
      one.deedAt === deed.at,
  )
  if (same) refuse('appeal-already-open')
  if (waiting.length >= limits.appealsOpen) refuse('appeal-limit-open', { max: limits.appealsOpen })
  const [today] = await tx
    .select({ filed: count() })
    .from(appeal)
    .where(and(eq(appeal.residentId, residentId), gte(appeal.filedAt, startOf(dayOf(ctx.now())))))
  if ((today?.filed ?? 0) >= limits.appealsADay) refuse('appeal-limit-day', { max: limits.appealsADay })
}

/**
 * Files an appeal with what the system found, due in ten working days. Refuses `appeal-ahead`,
 * `appeal-too-old` and `appeal-nothing-pays` when nothing could come of it, `appeal-already-open`,
 * `appeal-limit-open`, `appeal-limit-day`, `action-type-not-found`, `partner-not-reporting`.
 */
export async function fileAppeal(tx: Transaction, ctx: Context, filing: Filing): Promise<AppealId> {
  const { residentId, deed, words } = filing
  // Several at once wait for each other here, so that each is counted.
  await lockWallet(tx, residentId)
  const { findings, partnerId } = await explainDeed(tx, ctx, residentId, deed)
  refuseHopeless(findings)
  await refuseTooMany(tx, ctx, filing, partnerId)
  const now = ctx.now()
  const id = ctx.newId('apl')
  await tx.insert(appeal).values({
    id,
    residentId,
    actionType: deed.actionType,
    partnerId,
    deedOn: deed.on,
    deedAt: deed.at,
    wordsSealed: seal(await residentKey(tx, ctx, residentId), wordsText(words)),
    findings,
    state: 'open',
    filedAt: now,
    dueOn: addWorkingDays(ctx.calendar, dayOf(now), limits.appealWorkingDays),
  })
  return id
}
