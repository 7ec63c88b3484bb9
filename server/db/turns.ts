import { Refusal } from '../refusal.ts'

interface Waiting {
  /** In milliseconds of `performance.now()`. */
  readonly since: number
  resolve(): void
  reject(reason: unknown): void
}

export interface TurnBounds {
  /** How many may have a turn at once. */
  readonly places: number
  readonly waitingMost: number
  /** So long may one wait in a queue that moves. */
  readonly waitMs: number
  /** Nobody has come or gone for so long: the queue does not move, and whoever waits is told so. */
  readonly stuckMs: number
}

const looksPerWait = 20

/**
 * Lets so many work at once and the others wait in the order they came. A long queue that moves is a rush:
 * it is served. One that does not move is a fault, and waiting would only hide it. Both end in `too-busy`.
 */
export function openTurns({ places, waitingMost, waitMs, stuckMs }: TurnBounds) {
  const waiting: Waiting[] = []
  let free = places
  let movedAt = 0
  let looking: NodeJS.Timeout | undefined

  function look(): void {
    const now = performance.now()
    const stuck = now - movedAt >= stuckMs
    const patient = stuck ? -1 : waiting.findIndex(({ since }) => now - since < waitMs)
    const why = new Error(stuck ? `nothing has moved for ${stuckMs} ms` : `waited for ${waitMs} ms`)
    for (const { reject } of waiting.splice(0, patient < 0 ? waiting.length : patient))
      reject(new Refusal('too-busy', {}, { cause: why }))
    if (waiting.length > 0) return
    clearInterval(looking)
    looking = undefined
  }

  function take(): Promise<void> {
    const now = performance.now()
    if (free > 0) {
      free--
      movedAt = now
      return Promise.resolve()
    }
    if (waiting.length >= waitingMost) return Promise.reject(new Refusal('too-busy'))
    looking ??= setInterval(look, stuckMs / looksPerWait)
    return new Promise((resolve, reject) => waiting.push({ since: now, resolve, reject }))
  }

  function give(): void {
    movedAt = performance.now()
    const next = waiting.shift()
    if (next) next.resolve()
    else free++
  }

  return {
    /** Runs `work` when it is its turn. Refuses `too-busy`. */
    async run<T>(work: () => Promise<T>): Promise<T> {
      await take()
      try {
        return await work()
      } finally {
        give()
      }
    },
  }
}
