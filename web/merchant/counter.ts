import type { Accepted, Inspection } from '#shared/contract/vouchers.ts'
import { bodyOf, counterApi, once } from '../api.ts'
import { NoAnswer } from '../ui/problem.ts'
import { acceptOffline, type FoundOffline, inspectOffline } from './take-offline.ts'

/** What to hand over, found by the server or, without network, by the till itself. */
export type Found =
  | { readonly by: 'server'; readonly inspection: Inspection }
  | { readonly by: 'till'; readonly found: FoundOffline }

/** So long a queue waits for the server before the till looks for itself. */
const patienceMs = 3_000

/**
 * Looks a code up: on the server while it answers, else on the till. A refusal of either is thrown; where
 * the till is not ready to work alone, it is the missing network that is told.
 */
export async function lookUp(code: string, canAlone: boolean): Promise<Found> {
  if (canAlone && !navigator.onLine) return { by: 'till', found: await inspectOffline(code) }
  const asked = bodyOf(counterApi.vouchers.inspect.$post({ json: { code } }))
  try {
    const inspection = await (canAlone ? answeredSoon(asked) : asked)
    return { by: 'server', inspection }
  } catch (error) {
    if (!canAlone || !(error instanceof NoAnswer)) throw error
    return { by: 'till', found: await inspectOffline(code) }
  }
}

function answeredSoon<T>(asked: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new NoAnswer('no answer in time')), patienceMs)
  })
  return Promise.race([asked, late])
}

/** Accepts what was found; null when the till took it alone and will send it later. */
export async function take(found: Found): Promise<Accepted | null> {
  if (found.by === 'till') {
    await acceptOffline(found.found)
    return null
  }
  const { acceptanceToken, voucherId } = found.inspection
  return once(`accept ${voucherId} ${acceptanceToken.slice(-16)}`, sending =>
    bodyOf(counterApi.vouchers.accept.$post({ json: { acceptanceToken } }, sending)),
  )
}
