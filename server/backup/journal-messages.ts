import type { Mark } from './shipper.ts'
import type { Base } from './segment.ts'

/** What the server asks of the process that ships the journal. */
export type Asked =
  | { readonly ask: 'mark'; readonly id: number }
  | { readonly ask: 'base'; readonly id: number; readonly base: Base & { readonly stretch: string } }

/** What that process tells. */
export type Told =
  /** All that was committed before `at` is over there; without a base it cannot be rolled forward yet. */
  | { readonly told: 'shipped'; readonly at: string; readonly based: boolean }
  | { readonly told: 'failing'; readonly reason: string }
  | { readonly told: 'marked'; readonly id: number; readonly mark: Mark | null }
  | { readonly told: 'noted'; readonly id: number; readonly noted: boolean }
