import type { ActionType, FactorVersion } from '#shared/domain/action-type.ts'
import type { ActivityReceipt, ActivityView } from '#shared/contract/activities.ts'
import type { Receipt } from '#shared/domain/receipt.ts'
import { type ReceiptParts, receiptParts, receiptSentences } from '#shared/domain/receipt-sentences.ts'
import { factorView } from '../scenarios/catalogue.ts'
import type { ActivityRow } from './queries.ts'

/** Where a record stands: a review and a later revision come after the outcome it had when it was taken. */
function statusOf(row: ActivityRow, replaced: boolean): ActivityView['status'] {
  if (replaced) return 'replaced'
  return row.review ?? row.outcome
}

/** A record as its resident sees it. */
export function activityView(row: ActivityRow, replaced: boolean): ActivityView {
  return {
    id: row.id,
    source: row.source,
    actionType: row.actionType,
    evidence: row.evidence,
    status: statusOf(row, replaced),
    revision: row.revision,
    replaces: row.replaces,
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    centipoints: row.centipoints ?? 0,
    grams: row.grams ?? 0,
    reviewReason: row.reviewReason,
  }
}

type Told = Pick<ActivityReceipt, 'sentences' | 'parts' | 'factor'>

const untold: Told = { sentences: [], parts: null, factor: null }

/** 为什么是这个数, in sentences of one language, with the factor that counted the grams. */
export function explain(
  receipt: Receipt | null,
  catalogue: { readonly actionTypes: readonly ActionType[]; readonly factors: readonly FactorVersion[] },
  language: 'zh' | 'en',
): Told {
  const actionType = catalogue.actionTypes.find(one => one.code === receipt?.actionType)
  if (!receipt || !actionType) return untold
  const { carbon } = receipt
  const version = carbon.kind === 'unquantified' ? null : carbon.factorVersion
  const factor = catalogue.factors.find(one => one.id === version) ?? null
  const names = { actionType, factor }
  return {
    sentences: receiptSentences(receipt, names, language),
    parts: partsView(receiptParts(receipt, names, language)),
    factor: factor && factorView(factor),
  }
}

function partsView(parts: ReceiptParts): NonNullable<Told['parts']> {
  const { deed, rule, sum, caps, result, carbon, factor, notApplied } = parts
  return {
    deed: [...deed],
    rule: [...rule],
    sum: [...sum],
    caps: [...caps],
    result: [...result],
    carbon: [...carbon],
    factor: [...factor],
    notApplied: [...notApplied],
  }
}
