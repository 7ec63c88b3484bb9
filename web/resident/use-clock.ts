import { onUnmounted, ref } from 'vue'
import { serverNow } from '../api.ts'

/** The server's time in milliseconds, four times a second, for as long as the component lives. */
export function useClock() {
  const nowMs = ref(serverNow())
  const timer = setInterval(() => (nowMs.value = serverNow()), 250)
  onUnmounted(() => clearInterval(timer))
  return nowMs
}
