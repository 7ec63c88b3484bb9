import { addDays, dayOf, startOf } from './calendar.ts'

export const placeStates = ['waiting', 'offered', 'redeemed', 'left', 'lapsed'] as const
export type PlaceState = (typeof placeStates)[number]

export interface Shelf {
  /** What anybody may take. */
  readonly stock: number
  readonly waiting: number
  readonly reserved: number
  readonly published: boolean
}

export interface ShelfChange {
  /** Units that arrive, or come back from somebody. */
  readonly add?: number
  /** Reservations that end without a voucher; their units come back too. */
  readonly released?: number
  readonly published?: boolean
}

/**
 * How a shelf stands after units came, and how many of those who wait have their turn now. They come first:
 * while anybody waits nothing stays on the shelf. Nobody is called for a reward that is not shown.
 */
export function sharedOut(
  shelf: Shelf,
  change: ShelfChange,
): { readonly shelf: Shelf; readonly turns: number } {
  const { add = 0, released = 0, published = shelf.published } = change
  const units = shelf.stock + add + released
  const turns = published ? Math.min(units, shelf.waiting) : 0
  return {
    shelf: {
      stock: units - turns,
      waiting: shelf.waiting - turns,
      reserved: shelf.reserved - released + turns,
      published,
    },
    turns,
  }
}

/**
 * Until when a unit is kept for somebody whose turn comes now: through the end of the Shanghai day that lies
 * `days` after today, so at least `days` times 24 hours; never past the end of the sale.
 */
export function offerUntil(now: Date, days: number, onSaleUntil: Date | null): Date {
  const end = startOf(addDays(dayOf(now), days + 1))
  return onSaleUntil !== null && onSaleUntil < end ? onSaleUntil : end
}
