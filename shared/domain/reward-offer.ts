/** What we have drawings of. */
export const rewardPictures = [
  'bags',
  'bus',
  'cup',
  'eggs',
  'oil',
  'plant',
  'rice',
  'soap',
  'ticket',
  'tissues',
] as const
export type RewardPicture = (typeof rewardPictures)[number]

export interface Offer {
  readonly published: boolean
  readonly merchantActive: boolean
  readonly stock: number
  readonly onSaleFrom: Date
  readonly onSaleUntil: Date | null
}

export type SaleObstacle = 'reward-not-found' | 'reward-not-on-sale' | 'reward-sold-out'

/**
 * Why a reward cannot be redeemed at an instant; null when it can. The sale runs from its first instant up
 * to, but without, its last. An unpublished reward does not exist for residents.
 */
export function saleObstacle(offer: Offer, now: Date): SaleObstacle | null {
  if (!offer.published) return 'reward-not-found'
  const over = offer.onSaleUntil !== null && now >= offer.onSaleUntil
  if (now < offer.onSaleFrom || over || !offer.merchantActive) return 'reward-not-on-sale'
  return offer.stock > 0 ? null : 'reward-sold-out'
}

/** What is looked for in a reward's own texts. */
export function searchTextOf(...texts: readonly { readonly zh: string; readonly en: string }[]): string {
  return texts
    .flatMap(({ zh, en }) => [zh, en])
    .join(' ')
    .toLowerCase()
}
