import { eq, inArray } from 'drizzle-orm'
import type { StatementLine } from '#shared/contract/account.ts'
import type { Bilingual } from '#shared/domain/action-type.ts'
import type { ActivityId, VoucherId } from '#shared/domain/ids.ts'
import { subjectOf } from '#shared/domain/statement.ts'
import { activity } from '../activities/tables.ts'
import type { Reader } from '../db/database.ts'
import { merchant } from '../merchants/tables.ts'
import { reward } from '../rewards/tables.ts'
import { findActionTypes } from '../scenarios/queries.ts'
import { voucher } from '../vouchers/tables.ts'

/** The action types of activities, by id. */
export async function actionTypesOf(
  reader: Reader,
  ids: readonly ActivityId[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await reader
    .select({ id: activity.id, actionType: activity.actionType })
    .from(activity)
    .where(inArray(activity.id, [...ids]))
  return new Map(rows.map(row => [row.id, row.actionType]))
}

async function vouchersOf(reader: Reader, ids: readonly VoucherId[]) {
  if (ids.length === 0) return new Map<string, { name: Bilingual; merchant: string }>()
  const rows = await reader
    .select({ id: voucher.id, name: reward.title, merchant: merchant.name })
    .from(voucher)
    .innerJoin(reward, eq(reward.id, voucher.rewardId))
    .innerJoin(merchant, eq(merchant.id, voucher.merchantId))
    .where(inArray(voucher.id, [...ids]))
  return new Map(rows.map(({ id, ...named }) => [id as string, named]))
}

/** What the lines of these references are for, with the names people know. Three statements, however many. */
export async function nameSubjects(
  reader: Reader,
  references: readonly string[],
): Promise<StatementLine['subject'][]> {
  const subjects = references.map(subjectOf)
  const idsOf = (kind: 'activity' | 'voucher') => [
    ...new Set(subjects.flatMap(subject => (subject.kind === kind ? [subject.id] : []))),
  ]
  const types = await actionTypesOf(reader, idsOf('activity') as ActivityId[])
  const vouchers = await vouchersOf(reader, idsOf('voucher') as VoucherId[])
  const names = new Map((await findActionTypes(reader)).map(({ code, name }) => [code, name]))
  return subjects.map(subject => {
    if (subject.kind === 'activity') {
      const actionType = types.get(subject.id) ?? ''
      const name = names.get(actionType) ?? { zh: actionType, en: actionType }
      return { ...subject, actionType, name }
    }
    if (subject.kind !== 'voucher') return subject
    const named = vouchers.get(subject.id)
    return named ? { ...subject, ...named } : { kind: 'other' }
  })
}
