import { loadReference } from '#seeds/load-reference.ts'
import { type Context, idMaker } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'
import { insertRows } from '#server/db/rowset.ts'
import { noPhoneIndex } from '#server/identity/phone.ts'
import { blindIndex, newResidentKey, seal } from '#server/identity/sealing.ts'
import { binding, consent, resident, residentSecret, session } from '#server/identity/tables.ts'
import { post } from '#server/ledger/post.ts'
import { wallet } from '#server/ledger/tables.ts'
import { addStaff } from '#server/merchants/add-staff.ts'
import { createMerchant } from '#server/merchants/create-merchant.ts'
import { createPartner } from '#server/partners/create-partner.ts'
import { createReward } from '#server/rewards/create-reward.ts'
import { publishReward } from '#server/rewards/publish-reward.ts'
import type { MerchantId, PartnerId, ResidentId, RewardId } from '#shared/domain/ids.ts'
import { account, joined, lotMoveOf, system, transferOf } from '#shared/domain/postings.ts'
import { cardOf, partnerCode, partnerSecret, sessionToken, type WorldSize } from './settings.ts'

const operator = { kind: 'command', name: 'bench' } as const
const chunk = 500
const never = new Date('2099-12-31T00:00:00Z')
/** 10,000 points: a buyer never runs dry. */
const purse = 1_000_000
const priceCentipoints = 1_000

export interface World {
  readonly residents: readonly ResidentId[]
  readonly rewards: readonly RewardId[]
  readonly merchantId: MerchantId
}

/** The clock of those who lived here before the bench begins. */
export function contextAt(ctx: Context, at: () => Date): Context {
  return { ...ctx, now: at, newId: idMaker(at) }
}

function numbered(count: number): number[][] {
  const chunks: number[][] = []
  for (let from = 0; from < count; from += chunk)
    chunks.push(Array.from({ length: Math.min(chunk, count - from) }, (_, at) => from + at))
  return chunks
}

/**
 * Fills an empty, migrated database: catalogue, a metro partner, residents, a shop with rewards, sessions,
 * points.
 */
export async function fillWorld(
  real: Context,
  size: WorldSize,
  progress: (text: string) => void,
): Promise<World> {
  const ctx = contextAt(real, () => new Date('2026-01-05T02:00:00Z'))
  await loadReference(ctx)
  const { partnerId, merchantId, rewards } = await ctx.db.transaction(tx => openShop(tx, ctx, size))
  const residents: ResidentId[] = []
  for (const numbers of numbered(size.residents)) {
    residents.push(...(await ctx.db.transaction(tx => settle(tx, ctx, partnerId, numbers))))
    progress(`${residents.length} residents`)
  }
  for (const numbers of numbered(size.buyers)) {
    const buyers = numbers.map(number => [number, residents[number] as ResidentId] as const)
    await ctx.db.transaction(tx => equip(tx, ctx, buyers))
  }
  return { residents, rewards, merchantId }
}

async function openShop(tx: Transaction, ctx: Context, size: WorldSize) {
  const { id: partnerId } = await createPartner(tx, ctx, operator, {
    code: partnerCode,
    name: '压测轨道',
    actionTypes: ['metro-ride', 'bus-ride'],
    subjects: 'account',
    secret: partnerSecret,
  })
  const merchantId = await createMerchant(tx, ctx, operator, { name: '压测商户', address: '九龙坡区' })
  const text = { zh: '压测券', en: 'Bench coupon' }
  const offer = { kind: 'coupon', title: text, description: text, merchantId, priceCentipoints } as const
  const terms = { settlementFen: 500, payer: '压测', fiscalYear: 2026, stock: 10_000_000, perPerson: 1_000 }
  const rewards: RewardId[] = []
  for (let number = 0; number < size.rewards; number++) {
    const onSaleFrom = ctx.now()
    const rewardId = await createReward(tx, ctx, operator, { ...offer, ...terms, onSaleFrom, validDays: 730 })
    await publishReward(tx, ctx, operator, { rewardId, published: true })
    rewards.push(rewardId)
  }
  for (let number = 0; number < size.staff; number++) {
    const staff = { phone: String(13_900_000_000 + number), nickname: '店员', role: 'clerk' } as const
    const staffId = await addStaff(tx, ctx, operator, { merchantId, ...staff })
    await openSessions(tx, ctx, 'merchant', [[sessionToken('staff', number), staffId]])
  }
  return { partnerId, merchantId, rewards }
}

/** What enrolling, binding and consenting write, many at a time. */
async function settle(
  tx: Transaction,
  ctx: Context,
  partnerId: PartnerId,
  numbers: readonly number[],
): Promise<ResidentId[]> {
  const at = ctx.now()
  const people = numbers.map(number => {
    const { key, wrapped } = newResidentKey(ctx.keys)
    return { number, key, wrapped, residentId: ctx.newId('res') as ResidentId }
  })
  const rows = <Row>(of: (person: (typeof people)[number]) => Row) => people.map(of)
  await insertRows(
    tx,
    resident,
    rows(({ residentId: id }) => ({ id, createdAt: at, closedAt: null })),
  )
  await insertRows(
    tx,
    residentSecret,
    rows(({ residentId, key, wrapped }) => ({
      residentId,
      wrappedKey: wrapped,
      phoneIndex: noPhoneIndex(ctx.keys, residentId),
      phoneSealed: seal(key, ''),
      nicknameSealed: seal(key, '居民'),
    })),
  )
  await insertRows(
    tx,
    wallet,
    rows(({ residentId }) => ({ residentId, spendable: 0, held: 0, debt: 0, carbon: 0 })),
  )
  await insertRows(
    tx,
    binding,
    rows(({ residentId, key, number }) => ({
      id: ctx.newId('bnd'),
      residentId,
      partnerId,
      externalIndex: blindIndex(ctx.keys, 'external', partnerId, cardOf(number)),
      externalSealed: seal(key, cardOf(number)),
      proof: 'partner-code' as const,
      boundAt: at,
      unboundAt: null,
    })),
  )
  const given = { partnerId, version: 1, channel: 'app' as const, attendantId: null, grantedAt: at }
  await insertRows(
    tx,
    consent,
    rows(({ residentId }) => ({
      id: ctx.newId('con'),
      residentId,
      actionType: 'metro-ride',
      ...given,
      withdrawnAt: null,
    })),
  )
  return people.map(person => person.residentId)
}

/** A session and a full purse. */
async function equip(tx: Transaction, ctx: Context, buyers: readonly (readonly [number, ResidentId])[]) {
  await openSessions(
    tx,
    ctx,
    'resident',
    buyers.map(([number, id]) => [sessionToken('resident', number), id]),
  )
  const postings = buyers.map(([, residentId]) => {
    const act = { reference: ctx.newId('adj'), residentId, occurredAt: ctx.now() }
    const credit = account.spendable(residentId)
    const move = {
      step: 'adjust',
      template: 'adjust',
      debit: system.issuance,
      credit,
      amount: purse,
    } as const
    return { transfers: [transferOf(act, move)], lotMoves: [lotMoveOf(act, 'adjust', '2099-12-31', purse)] }
  })
  await post(tx, ctx, joined(postings))
}

function openSessions(
  tx: Transaction,
  ctx: Context,
  audience: 'resident' | 'merchant',
  sessions: readonly (readonly [string, string])[],
): Promise<void> {
  const at = ctx.now()
  return insertRows(
    tx,
    session,
    sessions.map(([token, subjectId]) => ({
      tokenHash: blindIndex(ctx.keys, 'token', token),
      audience,
      subjectId,
      createdAt: at,
      lastSeenAt: at,
      expiresAt: never,
      endedAt: null,
    })),
  )
}
