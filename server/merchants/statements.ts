import { type Day, dayOf, startOf } from '#shared/domain/calendar.ts'
import { byteOrderMark, csvRecord, formatYuan } from '#shared/domain/csv.ts'
import { type Cursor, parseCursor } from '#shared/domain/cursor.ts'
import type { MerchantId, SettlementId } from '#shared/domain/ids.ts'
import { type RefusalCode, refusals, refusalSentence } from '#shared/domain/refusals.ts'
import type { SettledStep } from '#shared/domain/voucher.ts'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { listDay } from './day-queries.ts'
import { listLines } from './settlement-queries.ts'

const stepNames = { accept: '核销', undo: '撤销', compensate: '重复使用补付' } as const

/** A compensation's reason is a code; its sentence is for people. */
function reasonText(step: SettledStep, reason: string | null): string {
  if (step !== 'compensate' || reason === null) return reason ?? ''
  return Object.hasOwn(refusals, reason) ? refusalSentence(reason as RefusalCode, 'zh') : reason
}

/** `2026-11-23 09:30:00` as clocks in Shanghai show it. */
function localTime(instant: string): string {
  const day = dayOf(new Date(instant))
  const sinceMidnight = new Date(Date.parse(instant) - startOf(day).getTime())
  return `${day} ${sinceMidnight.toISOString().slice(11, 19)}`
}

/** A merchant's day as CSV, page by page, whatever its size. */
export async function* dayStatement(
  reader: Reader,
  merchantId: MerchantId,
  day: Day,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRecord(['时间', '券号', '权益', '操作', '店员', '原因', '金额（元）'])
  let after: Cursor | null = null
  do {
    const page = await listDay(reader, merchantId, day, { after, limit: limits.chunkRows })
    for (const step of page.steps) {
      yield csvRecord([
        { plain: localTime(step.at) },
        { plain: step.voucherId },
        step.title.zh,
        { plain: stepNames[step.step] },
        step.staff,
        reasonText(step.step, step.reason),
        { plain: formatYuan(step.amountFen) },
      ])
    }
    after = page.next === null ? null : parseCursor(page.next)
  } while (after)
}

/** A settlement's lines as CSV, page by page. */
export async function* settlementStatement(
  reader: Reader,
  settlementId: SettlementId,
): AsyncGenerator<string> {
  yield byteOrderMark + csvRecord(['时间', '券号', '权益', '操作', '原因', '异议', '金额（元）'])
  let after: Cursor | null = null
  do {
    const page = await listLines(reader, settlementId, { after, limit: limits.chunkRows })
    for (const line of page.entries) {
      yield csvRecord([
        { plain: localTime(line.at) },
        { plain: line.voucherId },
        line.title.zh,
        { plain: stepNames[line.step] },
        reasonText(line.step, line.reason),
        line.objection ?? '',
        { plain: formatYuan(line.amountFen) },
      ])
    }
    after = page.next === null ? null : parseCursor(page.next)
  } while (after)
}
