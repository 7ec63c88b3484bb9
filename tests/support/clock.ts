/** A clock that stands still until a test moves it. */
export interface Clock {
  now(): Date
  set(iso: string): void
  /** Moves on by so much; below zero it goes back. */
  advance(by: { readonly days?: number; readonly minutes?: number; readonly seconds?: number }): void
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const dayMs = 24 * 60 * minuteMs

export function clockAt(iso: string): Clock {
  let at = new Date(iso)
  return {
    now: () => at,
    set(to) {
      at = new Date(to)
    },
    advance({ days = 0, minutes = 0, seconds = 0 }) {
      at = new Date(at.getTime() + days * dayMs + minutes * minuteMs + seconds * secondMs)
    },
  }
}
