/** Ids are prefixed, time-ordered strings; the brand keeps one kind from being passed as another. */
export type Id<Prefix extends string> = string & { readonly __prefix: Prefix }

export type ResidentId = Id<'res'>
export type HouseholdId = Id<'hou'>
export type MemberId = Id<'hme'>
export type SplitId = Id<'spl'>
export type GrantId = Id<'hlp'>
export type FormId = Id<'frm'>
export type CardId = Id<'crd'>
export type AttendantId = Id<'att'>
export type PartnerId = Id<'par'>
export type PartnerKeyId = Id<'pky'>
export type MerchantId = Id<'mer'>
export type StaffId = Id<'stf'>
export type AdministratorId = Id<'adm'>
export type ActivityId = Id<'act'>
export type AppealId = Id<'apl'>
export type RuleVersionId = Id<'rul'>
export type FactorVersionId = Id<'fac'>
export type BudgetId = Id<'bud'>
export type RewardId = Id<'rew'>
export type VoucherId = Id<'vch'>
export type WaitingPlaceId = Id<'wpl'>
export type RestockPlanId = Id<'rsp'>
export type SettlementId = Id<'set'>
export type TillId = Id<'dev'>
export type PackId = Id<'opk'>

/** What an id looks like from outside; anything else is not even looked up. */
export const idPattern = /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$/

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const timeDigits = 10
const digits = 26

/**
 * Writes an id: a prefix, 48 bits of milliseconds and 80 bits given by the caller, in Crockford's base 32,
 * so that ids sort by the time they were made.
 */
export function formatId<Prefix extends string>(
  prefix: Prefix,
  atMs: number,
  random: Uint8Array,
): Id<Prefix> {
  let text = ''
  let time = atMs
  for (let digit = 0; digit < timeDigits; digit++) {
    text = (alphabet[time % 32] ?? '') + text
    time = Math.floor(time / 32)
  }
  let bits = 0
  let held = 0
  for (const byte of random) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= 5 && text.length < digits) {
      bits -= 5
      text += alphabet[(held >> bits) & 31] ?? ''
    }
    held &= (1 << bits) - 1
  }
  return `${prefix}_${text}` as Id<Prefix>
}
