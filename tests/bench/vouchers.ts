import { generateKeyPairSync } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import type { Context } from '#server/context.ts'
import { redeemReward } from '#server/rewards/redeem-reward.ts'
import { certificateOf } from '#server/vouchers/certificate.ts'
import { compressedKey } from '#server/vouchers/device-key.ts'
import { findVoucher } from '#server/vouchers/queries.ts'
import type { ResidentId, RewardId, VoucherId } from '#shared/domain/ids.ts'
import { sizes } from './settings.ts'
import type { World } from './world.ts'

/** Vouchers that one phone holds and can sign for. */
export interface IssuedVouchers {
  readonly phone: JsonWebKey
  readonly issued: readonly { readonly id: VoucherId; readonly certificate: string }[]
}

const together = 50

/** Redeems vouchers by the real command, and keeps what their codes are made of. */
export async function issueVouchers(ctx: Context, world: World, count: number): Promise<IssuedVouchers> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const phone = privateKey.export({ format: 'jwk' })
  const { x = '', y = '' } = phone
  const deviceKey = compressedKey({ kty: 'EC', crv: 'P-256', x, y })
  const rewardId = world.rewards[0] as RewardId
  const issued: { id: VoucherId; certificate: string }[] = []
  const buyers = world.residents.slice(0, sizes.district.buyers)
  while (issued.length < count) {
    const from = issued.length
    const some = await ctx.db.transaction(async tx => {
      const ids: VoucherId[] = []
      for (let at = from; at < Math.min(count, from + together); at++) {
        const residentId = buyers[at % buyers.length] as ResidentId
        ids.push(await redeemReward(tx, ctx, { residentId, rewardId, deviceKey }))
      }
      return ids
    })
    for (const id of some) {
      const row = await findVoucher(ctx.db.reader, id)
      if (row) issued.push({ id, certificate: await certificateOf(ctx, row) })
    }
  }
  return { phone, issued }
}
