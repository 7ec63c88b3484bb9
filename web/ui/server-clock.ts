import { computed, ref } from 'vue'

const storageKey = 'clock-behind'
/** So far a clock may be off before people are told: shorter than half a step of a code nobody notices. */
export const clockToleranceMs = 60_000

/** The last offset that was measured stays on the device, so that codes are right without a network too. */
function remembered(): number {
  const kept = Number(localStorage.getItem(storageKey))
  return Number.isFinite(kept) ? kept : 0
}

/** How far this device's clock is behind the server's, from the last answer; below zero when it is ahead. */
const behindMs = ref(remembered())

/** The server's time, so that codes are right on a phone whose clock is wrong. */
export function serverNow(): number {
  return Date.now() + behindMs.value
}

/** How far the clock is off, when that is more than people should not be told. */
export const clockError = computed(() =>
  Math.abs(behindMs.value) > clockToleranceMs ? behindMs.value : null,
)

/** Sets the clock by an answer that the server gave just now, not by one from the device's memory. */
export function setClockBy(answer: Response): void {
  const at = Date.parse(answer.headers.get('date') ?? '')
  if (!Number.isFinite(at)) return
  // The header counts whole seconds: half a second is its middle.
  const measured = at + 500 - Date.now()
  if (Math.abs(measured - remembered()) > 1_000) localStorage.setItem(storageKey, String(measured))
  behindMs.value = measured
}
