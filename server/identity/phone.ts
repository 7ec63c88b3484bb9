import type { Keys } from '../keys.ts'
import { blindIndex } from './sealing.ts'

/** What a phone is looked up by; residents, staff and attendants share it, so that they can be compared. */
export function phoneIndexOf(keys: Keys, phone: string): string {
  return blindIndex(keys, 'phone', phone)
}

/** Stands where the index of a phone would: as unique, and never that of any phone. */
export function noPhoneIndex(keys: Keys, residentId: string): string {
  return blindIndex(keys, 'phone', 'none', residentId)
}

/** `138****5678`; null for the empty text that stands for no phone. */
export function maskedPhone(phone: string): string | null {
  return phone === '' ? null : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}
