import type { RedemptionOutcome } from '#shared/contract/rewards.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Reader } from '../db/database.ts'
import { keptAnswer } from '../http/kept-answer.ts'
import { refuse } from '../refusal.ts'

const redeemed = /^POST \/api\/v1\/rewards\/(\w+)\/redeem$/

/**
 * What became of a redemption that was asked for under this key, for a phone that lost the answer. It buys
 * nothing. Refuses `redemption-not-found`.
 */
export async function findRedemption(
  reader: Reader,
  residentId: ResidentId,
  key: string,
): Promise<RedemptionOutcome> {
  const answer = await keptAnswer(reader, residentId, key)
  const [, rewardId] = redeemed.exec(answer?.route ?? '') ?? []
  if (!answer || !rewardId) return refuse('redemption-not-found')
  const { status, body } = answer
  if (status === 201) return { rewardId, voucherId: String(body['id']), refusal: null }
  const refusal = { code: String(body['code']), detail: String(body['detail']) }
  return { rewardId, voucherId: null, refusal }
}
