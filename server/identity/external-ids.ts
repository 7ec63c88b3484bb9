import type { PartnerId } from '#shared/domain/ids.ts'
import type { Keys } from '../keys.ts'
import { blindIndex } from './sealing.ts'
import type { bindingKinds } from './tables.ts'

export type BindingKind = (typeof bindingKinds)[number]

/** What a partner's id (transit card, bike account, bin) is looked up by in `binding` and `bin_code`. */
export function externalIndexOf(
  keys: Keys,
  kind: BindingKind,
  partnerId: PartnerId,
  externalId: string,
): string {
  return blindIndex(keys, kind === 'bin' ? 'bin' : 'external', partnerId, externalId)
}
