import type { Bilingual } from './action-type.ts'
import type { Template } from './postings.ts'
import type { StatementChange, StatementKind } from './statement.ts'

export const statementKindNames: Readonly<Record<StatementKind, Bilingual>> = {
  earned: { zh: '得到', en: 'Earned' },
  redeemed: { zh: '兑换', en: 'Redeemed' },
  refunded: { zh: '退回', en: 'Refunded' },
  expired: { zh: '到期', en: 'Expired' },
  adjusted: { zh: '更正', en: 'Adjusted' },
}

const words: Readonly<Record<Template, Bilingual>> = {
  award: { zh: '行动得分', en: 'Earned by an action' },
  release: { zh: '审核通过，可以使用了', en: 'Approved: now yours to spend' },
  refuse: { zh: '没有通过审核，或已撤回', en: 'Not approved, or withdrawn' },
  repay: { zh: '抵扣之前欠的积分', en: 'Repaid points owed from before' },
  redeem: { zh: '兑换权益', en: 'Spent on a reward' },
  accept: { zh: '券已使用', en: 'Voucher used' },
  undo: { zh: '券的使用已撤销', en: 'Use of the voucher undone' },
  compensate: { zh: '由项目承担', en: 'Borne by the programme' },
  cancel: { zh: '取消兑换，积分退回', en: 'Cancelled: points returned' },
  lapse: { zh: '券过期没用，积分退回', en: 'Voucher not used in time: points returned' },
  expire: { zh: '积分到期', en: 'Points expired' },
  reverse: { zh: '记录有更正，积分收回', en: 'A record was corrected: points taken back' },
  adjust: { zh: '人工更正', en: 'Corrected by the programme' },
}

const heldAward = { zh: '行动得分，等待审核', en: 'Earned by an action, in review' }
const owed = {
  zh: '记录有更正，积分已花，记为待抵扣',
  en: 'A record was corrected after its points were spent: to be offset',
}

/** What happened, in a few words. */
export function statementWords(template: Template, change: StatementChange): Bilingual {
  if (template === 'award' && change.held > 0) return heldAward
  if (template === 'reverse' && change.debt > 0) return owed
  return words[template]
}
