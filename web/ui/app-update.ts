import { shallowRef } from 'vue'

const hourMs = 3_600_000

/** A newer version of the app that is on the device, and waits to be let in. */
const waiting = shallowRef<ServiceWorker | null>(null)
export { waiting as newVersion }

/** Lets the new version in, and starts the page again with it. */
export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.value?.postMessage('update')
}

/**
 * Puts the app on the device, so that it opens without a network. Nothing changes under anybody's hands: a
 * newer version waits until it is asked for, or until the app is started anew.
 */
export async function startServiceWorker(base: string): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register(`${base}service-worker.js`, { scope: base })
  const look = () => {
    if (registration.waiting && navigator.serviceWorker.controller) waiting.value = registration.waiting
  }
  look()
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look)
  })
  setInterval(() => void registration.update().catch(() => undefined), hourMs)
}

/** Nothing that was known of a person stays on the device: neither the answers, nor those on their way. */
export async function forgetKeptAnswers(app: string): Promise<void> {
  if (!('caches' in window)) return
  const registrations = await navigator.serviceWorker?.getRegistrations()
  for (const { active } of registrations ?? []) active?.postMessage('forget')
  await caches.delete(`kept-${app}`)
}
