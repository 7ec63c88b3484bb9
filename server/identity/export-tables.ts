import type { exportTables } from '#shared/contract/my-data.ts'
import { dayOf, startOf } from '#shared/domain/calendar.ts'
import { byteOrderMark, type Cell, csvRecord } from '#shared/domain/csv.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { StatementKind } from '#shared/domain/statement.ts'
import { exportActivities } from '../activities/export-activities.ts'
import type { Context } from '../context.ts'
import { findActionTypes } from '../scenarios/queries.ts'
import { exportStatement, exportVouchers } from './export-resident.ts'

type ExportTable = (typeof exportTables)[number]

const statementWords: Readonly<Record<StatementKind, string>> = {
  earned: '获得',
  redeemed: '兑换',
  refunded: '退回',
  expired: '过期',
  adjusted: '调整',
}
const voucherWords: Readonly<Record<string, string>> = {
  issued: '待使用',
  accepted: '已使用',
  cancelled: '已退回',
  lapsed: '已过期',
}
const outcomeWords = { credited: '已入账', held: '审核中', retracted: '已撤回' } as const
const reviewWords = { accepted: '审核通过', refused: '审核未通过' } as const

/** `2026-11-23 09:30:00` as clocks in Shanghai show it. */
function local(at: Date | string): Cell {
  const instant = new Date(at)
  const day = dayOf(instant)
  const sinceMidnight = new Date(instant.getTime() - startOf(day).getTime())
  return { plain: `${day} ${sinceMidnight.toISOString().slice(11, 19)}` }
}

/** Centipoints as points, such as `1.10` or `-0.05`. */
function points(centipoints: number): Cell {
  const size = Math.abs(centipoints)
  const whole = (size - (size % 100)) / 100
  return { plain: `${centipoints < 0 ? '-' : ''}${whole}.${String(size % 100).padStart(2, '0')}` }
}

async function* activitiesCsv(ctx: Context, residentId: ResidentId): AsyncGenerator<string> {
  yield csvRecord(['时间', '行动', '来源', '核实方式', '状态', '积分', '减碳量（克）', '编号'])
  const names = new Map((await findActionTypes(ctx.db.reader)).map(one => [one.code, one.name.zh]))
  for await (const row of exportActivities(ctx.db.reader, residentId))
    yield csvRecord([
      local(row.occurredAt),
      names.get(row.actionType) ?? row.actionType,
      row.source,
      row.evidence,
      row.review ? reviewWords[row.review] : outcomeWords[row.outcome],
      points(row.centipoints ?? 0),
      row.grams ?? 0,
      { plain: row.id },
    ])
}

async function* statementCsv(ctx: Context, residentId: ResidentId): AsyncGenerator<string> {
  yield csvRecord(['时间', '类别', '内容', '可用积分', '审核中', '待抵扣', '编号'])
  for await (const line of exportStatement(ctx, residentId))
    yield csvRecord([
      local(line.postedAt),
      statementWords[line.kind],
      'name' in line.subject ? line.subject.name.zh : '',
      points(line.spendable),
      points(line.held),
      points(line.debt),
      { plain: line.id },
    ])
}

async function* vouchersCsv(ctx: Context, residentId: ResidentId): AsyncGenerator<string> {
  yield csvRecord(['兑换时间', '权益', '商户', '状态', '积分', '有效期至', '使用时间', '券号'])
  for await (const voucher of exportVouchers(ctx, residentId))
    yield csvRecord([
      local(voucher.issuedAt),
      voucher.reward.title.zh,
      voucher.merchant.name,
      voucherWords[voucher.state] ?? voucher.state,
      points(voucher.priceCentipoints),
      local(voucher.notAfter),
      voucher.acceptedAt ? local(voucher.acceptedAt) : '',
      { plain: voucher.id },
    ])
}

const makers = { activities: activitiesCsv, statement: statementCsv, vouchers: vouchersCsv } as const

/** One table of what is kept about a resident, as CSV, page by page. */
export async function* exportCsv(
  ctx: Context,
  residentId: ResidentId,
  table: ExportTable,
): AsyncGenerator<string> {
  yield byteOrderMark
  yield* makers[table](ctx, residentId)
}
