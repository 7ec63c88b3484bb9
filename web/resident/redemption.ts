import { ref, shallowRef } from 'vue'
import type { Bilingual } from '#shared/domain/action-type.ts'
import { bodyOf, rewardApi, waitingApi } from '../api.ts'
import { NoAnswer, type Problem, problemIn, RefusedByServer } from '../ui/problem.ts'
import { devicePublicKey, type PublicKey } from './device-key.ts'
import { putOnShelf, readAll, readShelf, takeOff } from './device-store.ts'

/** A redemption that was sent and not answered yet. It is on the device before it is on its way. */
export interface PendingRedemption {
  readonly rewardId: string
  readonly title: Bilingual
  readonly centipoints: number
  /** The request's `Idempotency-Key`, and what it was sent with: a repeat must be the very same. */
  readonly key: string
  readonly deviceKey: PublicKey
}

/**
 * What is known of a redemption: nothing is under way; on its way; no answer came and nobody knows; being
 * looked up; certainly not made; made.
 */
export type RedemptionState =
  | { readonly is: 'idle' | 'sending' | 'unknown' | 'checking' | 'not-made' }
  | { readonly is: 'made'; readonly voucherId: string }

/** Redemptions of this device that nobody has answered yet. */
export function pendingRedemptions(): Promise<PendingRedemption[]> {
  return readAll<PendingRedemption>('redemptions')
}

/** These say nothing about the redemption: it may be repeated under its key. */
const passing: readonly string[] = ['too-busy', 'unavailable', 'not-signed-in']

/**
 * Redeems one reward at most once, whatever the network does: the key is on the device until the answer is,
 * so that neither a second press nor a page opened anew buys twice. An answer that got lost is looked up,
 * which buys nothing.
 */
export function useRedemption(rewardId: string) {
  const state = shallowRef<RedemptionState>({ is: 'idle' })
  const pending = shallowRef<PendingRedemption | null>(null)
  const problem = ref<Problem | null>(null)

  async function settle(next: RedemptionState): Promise<void> {
    await takeOff('redemptions', rewardId)
    pending.value = null
    state.value = next
  }

  function failed(error: unknown): RedemptionState {
    problem.value = error instanceof NoAnswer ? null : problemIn(error)
    return { is: error instanceof NoAnswer ? 'unknown' : 'idle' }
  }

  /** Asks for the reward; once more, under the same key, when an earlier try was never answered. */
  async function redeem(reward: { readonly title: Bilingual; readonly centipoints: number }): Promise<void> {
    if (state.value.is === 'sending' || state.value.is === 'checking') return
    state.value = { is: 'sending' }
    problem.value = null
    try {
      const sent = (await readShelf<PendingRedemption>('redemptions', rewardId)) ?? {
        rewardId,
        title: reward.title,
        centipoints: reward.centipoints,
        key: crypto.randomUUID(),
        deviceKey: await devicePublicKey(),
      }
      await putOnShelf('redemptions', rewardId, sent)
      pending.value = sent
      await settle({ is: 'made', voucherId: (await send(sent)).id })
    } catch (error) {
      state.value = failed(error)
      if (error instanceof RefusedByServer && !passing.includes(error.code)) await settle(state.value)
    }
  }

  /** Finds out what became of a redemption without an answer, if there is one. */
  async function check(): Promise<void> {
    if (state.value.is === 'sending' || state.value.is === 'checking') return
    const sent = await readShelf<PendingRedemption>('redemptions', rewardId)
    if (!sent) return
    pending.value = sent
    state.value = { is: 'checking' }
    problem.value = null
    try {
      const { voucherId, refusal } = await bodyOf(
        waitingApi.me.redemptions[':key'].$get({ param: { key: sent.key } }),
      )
      await settle(voucherId ? { is: 'made', voucherId } : { is: 'idle' })
      if (refusal) problem.value = problemIn(new RefusedByServer(refusal.code as never, {}))
    } catch (error) {
      const notMade = error instanceof RefusedByServer && error.code === 'redemption-not-found'
      state.value = notMade ? { is: 'not-made' } : failed(error)
    }
  }

  /** The person does not want it any more. */
  const giveUp = () => settle({ is: 'idle' })

  return { state, pending, problem, redeem, check, giveUp }
}

function send({ rewardId, key, deviceKey }: PendingRedemption) {
  return bodyOf(
    rewardApi.rewards[':id'].redeem.$post(
      { param: { id: rewardId }, json: { deviceKey } },
      { headers: { 'idempotency-key': key } },
    ),
  )
}
