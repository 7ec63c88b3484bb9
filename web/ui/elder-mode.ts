import { ref, watchEffect } from 'vue'

const remembered = 'elder'

/** 长辈版 on this device: larger type and targets everywhere. */
export const elderMode = ref(localStorage.getItem(remembered) === 'on')

/** Keeps the page and this device's memory in step with the switch. */
export function startElderMode(): void {
  watchEffect(() => {
    document.documentElement.toggleAttribute('data-elder', elderMode.value)
    localStorage.setItem(remembered, elderMode.value ? 'on' : 'off')
  })
}
