import { divide, type SplitShare } from './household-split.ts'
import type { ResidentId } from './ids.ts'
import type { Act } from './postings.ts'

/** What one resident gets of a deed before and after a decision, and the act it is booked under. */
export interface DeedPart {
  readonly act: Act & { readonly residentId: ResidentId }
  readonly before: number
  readonly after: number
}

interface Earned {
  readonly activityId: string
  readonly residentId: ResidentId
  readonly occurredAt: Date
}

/**
 * The parts of a deed's points: one for each share, or all for the resident. The first is booked under the
 * activity's own reference, the others under the resident's beside it; all of them in one posting.
 */
export function partsOf(
  deed: Earned,
  shares: readonly SplitShare[],
  points: { readonly before?: number; readonly after?: number },
): readonly [DeedPart, ...DeedPart[]] {
  const { activityId, residentId, occurredAt } = deed
  const { before = 0, after = 0 } = points
  const act = { reference: activityId, residentId, occurredAt }
  const [first, ...others] = divide(before, shares).map((part, place): DeedPart => {
    const owner = part.residentId
    const reference = place === 0 ? activityId : `${activityId}/share/${owner}`
    const now = divide(after, shares)[place]?.centipoints ?? 0
    return {
      act: { reference, residentId: owner, occurredAt },
      before: part.centipoints,
      after: now,
    }
  })
  return first ? [first, ...others] : [{ act, before, after }]
}
