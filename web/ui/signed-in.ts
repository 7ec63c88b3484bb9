/**
 * Whether somebody signed in here and has not signed out since, as far as the page can know without asking:
 * the session itself is in a cookie that no script can read. It saves a request that would be refused; the
 * server has the last word.
 */
let storageKey = 'signed-in'

/** The apps, named like the audiences of their sessions. */
export type AppName = 'resident' | 'merchant' | 'attendant'

/** Each app remembers for itself: a resident and a till may share a browser. */
export function rememberFor(app: AppName): void {
  storageKey = `signed-in-${app}`
}

export function isSignedIn(): boolean {
  return localStorage.getItem(storageKey) !== null
}

const forgetters = new Set<() => unknown>()

/** What to do when a person comes or goes, so that nothing of another's stays on the device. */
export function whenPersonChanges(forget: () => unknown): void {
  forgetters.add(forget)
}

export function rememberSignedIn(signedIn: boolean): void {
  for (const forget of forgetters) forget()
  if (signedIn) localStorage.setItem(storageKey, 'yes')
  else localStorage.removeItem(storageKey)
}
