import { ref, watchEffect } from 'vue'

const remembered = 'elder'
const rememberedSize = 'elder-size'

/** Pixels of the main text in 长辈版, on a browser whose own size was left as it is. */
export const elderSizes = { least: 18, most: 30, first: 21 } as const

/** 长辈版 on this device: larger type and targets, stronger contrast, everywhere. */
export const elderMode = ref(localStorage.getItem(remembered) === 'on')

export const elderSize = ref(sizeWithin(Number(localStorage.getItem(rememberedSize) ?? elderSizes.first)))

function sizeWithin(size: number): number {
  if (!Number.isFinite(size)) return elderSizes.first
  return Math.min(elderSizes.most, Math.max(elderSizes.least, Math.round(size)))
}

/** A size a little larger or smaller, within the bounds. */
export function setElderSize(size: number): void {
  elderSize.value = sizeWithin(size)
}

/** Keeps the page and this device's memory in step with the switch. */
export function startElderMode(): void {
  watchEffect(() => {
    const root = document.documentElement
    root.toggleAttribute('data-elder', elderMode.value)
    // In per cent: who told the browser to write larger gets that on top.
    root.style.fontSize = elderMode.value ? `${(elderSize.value / 16) * 100}%` : ''
    localStorage.setItem(remembered, elderMode.value ? 'on' : 'off')
    localStorage.setItem(rememberedSize, String(elderSize.value))
  })
}
