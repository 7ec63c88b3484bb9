import { account, type Template, templates } from './postings.ts'

/** What a line of the statement is about; also what it can be filtered by. */
export const statementKinds = ['earned', 'redeemed', 'refunded', 'expired', 'adjusted'] as const
export type StatementKind = (typeof statementKinds)[number]

/** Null: points move between the programme and a merchant, the resident's stay as they are. */
const kindOfTemplate: Readonly<Record<Template, StatementKind | null>> = {
  award: 'earned',
  release: 'earned',
  refuse: 'adjusted',
  repay: 'adjusted',
  redeem: 'redeemed',
  accept: null,
  undo: null,
  compensate: null,
  cancel: 'refunded',
  lapse: 'refunded',
  expire: 'expired',
  reverse: 'adjusted',
  adjust: 'adjusted',
}

export function statementKindOf(template: Template): StatementKind | null {
  return kindOfTemplate[template]
}

/** The templates whose lines are of a kind. */
export function templatesOf(kind: StatementKind): Template[] {
  return templates.filter(template => kindOfTemplate[template] === kind)
}

/** What a transfer changed for its resident, in centipoints: to spend, in review, and owed. */
export interface StatementChange {
  readonly spendable: number
  readonly held: number
  readonly debt: number
}

export function changeOf(
  { debit, credit, amount }: { readonly debit: string; readonly credit: string; readonly amount: number },
  residentId: string,
): StatementChange {
  const on = (name: string) => (credit === name ? amount : 0) - (debit === name ? amount : 0)
  return {
    spendable: on(account.spendable(residentId)),
    held: on(account.held(residentId)),
    debt: on(account.debt(residentId)),
  }
}

/** What a line belongs to, from the business act that its reference names. */
export type StatementSubject =
  | { readonly kind: 'activity'; readonly id: string }
  | { readonly kind: 'voucher'; readonly id: string }
  | { readonly kind: 'lot'; readonly expiresOn: string }
  | { readonly kind: 'other' }

/** `act_…/points`, `vch_…/redeem`, `expiry/res_…/2028-11-30/expire`; others name no page. */
export function subjectOf(reference: string): StatementSubject {
  const [first = '', , third = ''] = reference.split('/')
  if (first.startsWith('act_')) return { kind: 'activity', id: first }
  if (first.startsWith('vch_')) return { kind: 'voucher', id: first }
  return first === 'expiry' ? { kind: 'lot', expiresOn: third } : { kind: 'other' }
}

/** A reference has slashes, which an address cannot carry in one part. */
export function lineIdOf(reference: string): string {
  return reference.replaceAll('/', '~')
}

export function referenceOf(lineId: string): string {
  return lineId.replaceAll('~', '/')
}
