import { bodyOf, waitingApi } from '../api.ts'
import { isSignedIn } from '../ui/signed-in.ts'

/** Where this person waits, and what is kept for them; nothing for a visitor. */
export async function fetchWaitingPlaces() {
  if (!isSignedIn()) return []
  return (await bodyOf(waitingApi.me['waiting-places'].$get())).places
}
