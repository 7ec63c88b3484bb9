import { computed, ref } from 'vue'

/** A page that has waited so long shows what it has, and that more is coming. */
const patienceMs = 1_500

const loads = ref(0)
const impatient = ref(false)
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * True while a page that was just opened waits for its first answers: shown one by one, they would push each
 * other down under the reader's eyes.
 */
export const settling = computed(() => loads.value > 0 && !impatient.value)

/** Another page was opened. */
export function startSettling(): void {
  clearTimeout(timer)
  impatient.value = false
  timer = setTimeout(() => (impatient.value = true), patienceMs)
}

/** Counts something that a page shows, until it is there. */
export function settles(first: Promise<unknown>): void {
  loads.value++
  void first.finally(() => loads.value--)
}
