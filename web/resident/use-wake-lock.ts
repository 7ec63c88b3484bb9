import { onMounted, onUnmounted } from 'vue'

/** Keeps the screen on while a code is shown, where the phone can; a queue outlasts its patience. */
export function useWakeLock(): void {
  let lock: WakeLockSentinel | undefined
  let over = false

  async function hold(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return
    // A phone that saves power says no, and shows the code all the same.
    lock = await navigator.wakeLock.request('screen').catch(() => undefined)
    if (over) await lock?.release()
  }

  const again = () => void hold()
  onMounted(() => {
    document.addEventListener('visibilitychange', again)
    again()
  })
  onUnmounted(() => {
    over = true
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  })
}
