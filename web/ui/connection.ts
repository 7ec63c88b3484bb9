import { ref } from 'vue'

const lookAgainMs = 10_000

/**
 * The instant of the oldest answer on this page that came from the device's memory instead of the server;
 * null while all is fresh.
 */
export const shownAsOf = ref<string | null>(null)

let keptAnswers = 0
let oldest: string | null = null
let trying = false
const waiting = new Set<() => Promise<unknown>>()

/** An answer was not the server's of now, but the last one known, of this instant. */
export function noteKeptAnswer(at: string): void {
  keptAnswers++
  if (oldest === null || at < oldest) oldest = at
  if (!trying) shownAsOf.value = oldest
}

/** How many answers came from memory so far: a load during which it grows shows old news. */
export function keptAnswersSoFar(): number {
  return keptAnswers
}

/** Another page: nothing of the last one is shown any more. */
export function forgetShown(): void {
  oldest = null
  shownAsOf.value = null
}

/** Calls when fresh news may be had. Answers with what takes the caller off the list. */
export function whenConnected(reload: () => Promise<unknown>): () => void {
  waiting.add(reload)
  return () => waiting.delete(reload)
}

/** Asks for everything again that is on the page and is old; the date stays until that has come. */
export async function tryAgain(): Promise<void> {
  if (trying) return
  trying = true
  oldest = null
  await Promise.all([...waiting].map(reload => reload()))
  trying = false
  shownAsOf.value = oldest
}

/** Looks again by itself when the network is back, and from time to time while the page shows old news. */
export function startConnection(): void {
  const look = () => {
    if (shownAsOf.value !== null && document.visibilityState === 'visible') void tryAgain()
  }
  window.addEventListener('online', () => void tryAgain())
  document.addEventListener('visibilitychange', look)
  setInterval(look, lookAgainMs)
}
