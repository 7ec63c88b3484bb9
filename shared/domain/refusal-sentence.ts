/** A reason for a person: `{max}` and the like are blanks that facts fill. */
export interface Sentence {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503
  readonly zh: string
  readonly en: string
}

/** Keeps the codes of a table as its type. */
export const say = <const Code extends string>(table: Record<Code, Sentence>) => table
