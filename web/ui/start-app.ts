import { createPinia } from 'pinia'
import { type Component, createApp, nextTick } from 'vue'
import type { Router } from 'vue-router'
import { forgetKeptAnswers, startServiceWorker } from './app-update.ts'
import { forgetShown, startConnection } from './connection.ts'
import { startSettling } from './settling.ts'
import { startElderMode } from './elder-mode.ts'
import { type MessageLoader, startLanguage } from './language.ts'
import { onSignedOut } from './problem.ts'
import { type AppName, isSignedIn, rememberFor, rememberSignedIn, whenPersonChanges } from './signed-in.ts'
import 'virtual:uno.css'
import './theme.css'
import './narrow.css'

/** Starts one of the apps: language, 长辈版, routes, and what happens when a session has ended. */
export async function startApp(
  name: AppName,
  root: Component,
  router: Router,
  messages: MessageLoader,
): Promise<void> {
  startElderMode()
  startSettling()
  startConnection()
  rememberFor(name)
  fetchFirstPage(router)
  whenPersonChanges(() => forgetKeptAnswers(name))
  const i18n = await startLanguage(messages)
  const app = createApp(root).use(createPinia()).use(i18n).use(router)

  onSignedOut(() => {
    rememberSignedIn(false)
    const { name: page, fullPath } = router.currentRoute.value
    if (page !== 'sign-in') void router.replace({ name: 'sign-in', query: { back: fullPath } })
  })

  router.beforeEach(to => {
    if (to.meta.open || to.name === 'sign-in' || isSignedIn()) return true
    return { name: 'sign-in', query: { back: to.fullPath } }
  })

  router.afterEach(async (to, from) => {
    const key = to.meta.title
    document.title = `${key ? `${i18n.global.t(key)} · ` : ''}${i18n.global.t('ui.brand')}`
    if (from.matched.length === 0 || to.path === from.path) return
    forgetShown()
    startSettling()
    // Who hears the page instead of seeing it starts at its heading.
    await nextTick()
    document.querySelector('h1')?.focus({ preventScroll: true })
  })

  app.mount('#app')
  // The page first: what makes it work without a network can wait.
  const base = router.options.history.base || '/'
  setTimeout(() => void startServiceWorker(base.endsWith('/') ? base : `${base}/`), 1_500)
}

/** The page comes over at the same time as the words, not after them. */
function fetchFirstPage(router: Router): void {
  const asked = router.resolve(router.options.history.location)
  const shown = asked.meta.open || isSignedIn() ? asked : router.resolve({ name: 'sign-in' })
  for (const { components } of shown.matched) {
    const load = components?.['default']
    if (typeof load === 'function' && !('setup' in load))
      void (load as () => Promise<unknown>)().catch(() => {})
  }
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's name. */
    title?: string
    /** Shown with the tab bar. */
    tab?: boolean
    /** Shown to people who have not signed in. */
    open?: boolean
  }
}
