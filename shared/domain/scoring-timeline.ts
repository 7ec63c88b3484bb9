/** A version of something, in force from one instant until another (not included), in epoch milliseconds. */
export interface Span {
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * Works out the answer once for every stretch of time between two boundaries, so that asking is a binary
 * search. `answerAt` must depend on nothing but which spans cover the instant.
 */
export function timeline<Answer>(
  spans: readonly Span[],
  answerAt: (atMs: number) => Answer,
): (atMs: number) => Answer {
  const boundaries = new Set<number>()
  for (const { fromMs, untilMs } of spans) boundaries.add(fromMs).add(untilMs)
  const starts = [...boundaries].filter(Number.isFinite).sort((a, b) => a - b)
  const answers = starts.map(answerAt)
  const before = answerAt(-Infinity)

  return atMs => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? Infinity) <= atMs) low = middle + 1
      else high = middle
    }
    return low === 0 ? before : (answers[low - 1] ?? before)
  }
}

export function covers({ fromMs, untilMs }: Span, atMs: number): boolean {
  return fromMs <= atMs && atMs < untilMs
}
