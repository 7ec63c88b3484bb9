import { and, asc, eq, gte, inArray, lt, sql } from 'drizzle-orm'
import type { CounterStep } from '#shared/contract/merchants.ts'
import { addDays, type Day, startOf } from '#shared/domain/calendar.ts'
import type { MerchantId } from '#shared/domain/ids.ts'
import { asSettledStep, settledSteps } from '#shared/domain/voucher.ts'
import type { Reader } from '../db/database.ts'
import { cut, type Page } from '../http/page.ts'
import { reward } from '../rewards/tables.ts'
import { voucher, voucherStep } from '../vouchers/tables.ts'
import { staff } from './tables.ts'

function counted(merchantId: MerchantId, day: Day) {
  return and(
    eq(voucherStep.merchantId, merchantId),
    inArray(voucherStep.step, settledSteps),
    gte(voucherStep.at, startOf(day)),
    lt(voucherStep.at, startOf(addDays(day, 1))),
  )
}

/** How many vouchers a merchant accepted and undid on a Shanghai day, and what that comes to in fen. */
export async function dayTotals(reader: Reader, merchantId: MerchantId, day: Day) {
  const rows = await reader
    .select({
      step: voucherStep.step,
      times: sql`count(*)`.mapWith(Number),
      fen: sql`coalesce(sum(${voucherStep.settlementFen}), 0)`.mapWith(Number),
    })
    .from(voucherStep)
    .where(counted(merchantId, day))
    .groupBy(voucherStep.step)
  const times = (step: string) => rows.find(row => row.step === step)?.times ?? 0
  const totalFen = rows.reduce((sum, row) => sum + row.fen, 0)
  return { accepted: times('accept'), undone: times('undo'), compensated: times('compensate'), totalFen }
}

/** One page of a merchant's day, in the order of time. */
export async function listDay(
  reader: Reader,
  merchantId: MerchantId,
  day: Day,
  { after, limit }: Page,
): Promise<{ steps: CounterStep[]; next: string | null }> {
  const { at, id } = voucherStep
  const rows = await reader
    .select({
      id,
      voucherId: voucherStep.voucherId,
      step: voucherStep.step,
      at,
      title: reward.title,
      staff: staff.nickname,
      reason: voucherStep.reason,
      amountFen: voucherStep.settlementFen,
    })
    .from(voucherStep)
    .innerJoin(voucher, eq(voucher.id, voucherStep.voucherId))
    .innerJoin(reward, eq(reward.id, voucher.rewardId))
    .leftJoin(staff, eq(staff.id, voucherStep.by))
    .where(
      and(
        counted(merchantId, day),
        after ? sql`(${at}, ${id}) > (${sql.param(new Date(after.at), at)}, ${after.id})` : undefined,
      ),
    )
    .orderBy(asc(at), asc(id))
    .limit(limit + 1)
  const { shown, next } = cut(rows, limit, row => ({ at: row.at.getTime(), id: row.id }))
  return {
    steps: shown.map(row => ({
      ...row,
      step: asSettledStep(row.step),
      at: row.at.toISOString(),
      staff: row.staff ?? '',
    })),
    next,
  }
}
