import type { Context } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'
import { createAdministrator } from '#server/identity/create-administrator.ts'
import { createAttendant } from '#server/identity/create-attendant.ts'
import { enrolResident } from '#server/identity/enrol-resident.ts'
import { type Audience, openSession } from '#server/identity/open-session.ts'
import { phoneIndexOf } from '#server/identity/phone.ts'
import { post } from '#server/ledger/post.ts'
import { lockWallet } from '#server/ledger/wallets.ts'
import { addStaff } from '#server/merchants/add-staff.ts'
import { createMerchant } from '#server/merchants/create-merchant.ts'
import { createReward, type NewReward } from '#server/rewards/create-reward.ts'
import { publishReward } from '#server/rewards/publish-reward.ts'
import type {
  AdministratorActor,
  AdministratorRole,
  AttendantActor,
  ResidentActor,
  StaffActor,
} from '#shared/domain/actor.ts'
import { dayOf, endOfMonth } from '#shared/domain/calendar.ts'
import type { MerchantId, ResidentId, RewardId } from '#shared/domain/ids.ts'
import { account, lotMoveOf, system, transferOf } from '#shared/domain/postings.ts'
import type { Asking } from './request.ts'

/** Whoever set the district up: the operator of the server. */
export const operator = { kind: 'command', name: 'test' } as const

export interface TestResident extends Asking {
  readonly id: ResidentId
  readonly phone: string | null
  readonly actor: ResidentActor
}

export interface TestStaff extends Asking {
  readonly phone: string
  readonly actor: StaffActor
}

export interface TestAttendant extends Asking {
  readonly phone: string
  readonly actor: AttendantActor
}

export interface TestAdministrator extends Asking {
  readonly actor: AdministratorActor
}

const sessionKeptMs = 60_000

/** Opens a session when one is needed, and again when the clock has moved on. */
function sessions(ctx: Context, audience: Audience, subjectId: string): Asking {
  let open: { token: string; until: number } | null = null
  return {
    async token() {
      const now = ctx.now().getTime()
      if (!open || Math.abs(open.until - now) > sessionKeptMs) {
        const { token } = await ctx.db.transaction(tx => openSession(tx, ctx, audience, subjectId))
        open = { token, until: now }
      }
      return open.token
    },
  }
}

export interface RewardGiven extends Partial<NewReward> {
  readonly merchant?: MerchantId
  /** Price in whole points. */
  readonly points?: number
  readonly published?: boolean
}

/** The people and shops of a district, made by the commands that make them in production. */
export function peopleOf(ctx: Context) {
  let phones = 13_800_000_000
  const nextPhone = () => String(++phones)
  const write = <T>(work: (tx: Transaction) => Promise<T>) => ctx.db.transaction(work)

  /** Gives whole points by an adjustment, into the lot of that day (the end of the 24th month from now). */
  async function give(id: ResidentId, points: number, expiresOn = endOfMonth(dayOf(ctx.now()), 24)) {
    const act = { reference: ctx.newId('adj'), residentId: id, occurredAt: ctx.now() }
    const amount = Math.round(points * 100)
    const credit = account.spendable(id)
    const move = { step: 'adjust', template: 'adjust', debit: system.issuance, credit, amount } as const
    await write(async tx => {
      await lockWallet(tx, id)
      await post(tx, ctx, {
        transfers: [transferOf(act, move)],
        lotMoves: [lotMoveOf(act, 'adjust', expiresOn, amount)],
      })
    })
  }

  async function resident(
    given: { points?: number; phone?: string | null; nickname?: string } = {},
  ): Promise<TestResident> {
    const { points = 0, phone = nextPhone(), ...rest } = given
    const { residentId: id } = await write(tx => enrolResident(tx, ctx, { phone, ...rest }))
    if (points > 0) await give(id, points)
    const actor = { kind: 'resident', residentId: id } as const
    return { id, phone, actor, ...sessions(ctx, 'resident', id) }
  }

  const merchant = (given: { name?: string; address?: string } = {}) =>
    write(tx => createMerchant(tx, ctx, operator, { name: '测试商户', address: '九龙坡区', ...given }))

  async function staff(
    merchantId: MerchantId,
    given: { role?: 'owner' | 'clerk'; phone?: string } = {},
  ): Promise<TestStaff> {
    const { role = 'clerk', phone = nextPhone() } = given
    const staffId = await write(tx =>
      addStaff(tx, ctx, operator, { merchantId, role, phone, nickname: '店员' }),
    )
    const phoneIndex = phoneIndexOf(ctx.keys, phone)
    const actor: StaffActor = { kind: 'staff', staffId, merchantId, role, phoneIndex }
    return { phone, actor, ...sessions(ctx, 'merchant', staffId) }
  }

  async function attendant(given: { phone?: string; community?: string } = {}): Promise<TestAttendant> {
    const { phone = nextPhone(), community = '测试社区' } = given
    const attendantId = await write(tx => createAttendant(tx, ctx, operator, { phone, community }))
    const actor: AttendantActor = {
      kind: 'attendant',
      attendantId,
      phoneIndex: phoneIndexOf(ctx.keys, phone),
    }
    return { phone, actor, ...sessions(ctx, 'attendant', attendantId) }
  }

  let administrators = 0
  async function administrator(...roles: AdministratorRole[]): Promise<TestAdministrator> {
    const name = `admin-${++administrators}`
    const { id } = await createAdministrator(ctx, operator, { name, roles })
    const actor: AdministratorActor = { kind: 'administrator', administratorId: id, roles }
    return { actor, ...sessions(ctx, 'administrator', id) }
  }

  /** A published reward on sale now: 10 points, 100 in stock, as many a person as they like. */
  async function reward(given: RewardGiven = {}): Promise<RewardId> {
    const {
      merchant: shop,
      points = 10,
      published = true,
      ...rest
    } = given as RewardGiven & {
      published?: boolean
    }
    const merchantId = rest.merchantId ?? shop ?? (await merchant())
    return write(async tx => {
      const rewardId = await createReward(tx, ctx, operator, {
        kind: 'coupon',
        title: { zh: '测试券', en: 'Test coupon' },
        description: { zh: '测试', en: 'Test' },
        priceCentipoints: Math.round(points * 100),
        settlementFen: 500,
        payer: '区级财政',
        fiscalYear: 2026,
        stock: 100,
        perPerson: 1_000,
        onSaleFrom: new Date('2026-01-01T00:00:00Z'),
        validDays: 30,
        ...rest,
        merchantId,
      })
      if (published) await publishReward(tx, ctx, operator, { rewardId, published })
      return rewardId
    })
  }

  return { write, give, resident, merchant, staff, attendant, administrator, reward }
}
