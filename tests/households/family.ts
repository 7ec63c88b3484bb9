import type { Household } from '#shared/contract/household.ts'
import type { z } from 'zod'
import { buildDistrict, type District, type DistrictOptions } from '#tests/support/district.ts'
import type { TestResident } from '#tests/support/people.ts'

export type HouseholdSeen = z.infer<typeof Household>

/** What one member sees of the household; null when in none. */
export async function home(town: District, as: TestResident): Promise<HouseholdSeen | null> {
  const { body } = await town.get<{ household: HouseholdSeen | null }>('/me/household', { as })
  return body.household
}

export async function inviteOf(town: District, as: TestResident): Promise<string> {
  return (await town.post('/me/household/invitations', { as })).body.code
}

/** Moves somebody in by an invitation, as on their own phone. */
export async function moveIn(town: District, holder: TestResident, guest: TestResident): Promise<void> {
  const body = { code: await inviteOf(town, holder), agreed: true }
  const { status } = await town.post('/me/household/join', { as: guest, body })
  if (status !== 200) throw new Error(`moving in was answered ${status}`)
}

export async function memberId(town: District, as: TestResident, nickname: string): Promise<string> {
  return (await home(town, as))?.members.find(member => member.nickname === nickname)?.id ?? 'none'
}

/** A household of two with a bin that 大暑 bound, and the operator who weighs it. */
export async function binFamily(options: DistrictOptions = {}) {
  const town = await buildDistrict(options)
  const waste = await town.partner({ code: 'waste', actionTypes: ['recycling'], subjects: 'bin' })
  const binder = await town.resident({ nickname: '大暑' })
  const other = await town.resident({ nickname: '小寒' })
  await town.bind(binder, waste, 'bin-1')
  await town.consent(binder, waste)
  await moveIn(town, binder, other)
  const weigh = (id: string, weightG: number, given: object = {}) =>
    town.report(waste, {
      id,
      type: 'recycling',
      subject: 'bin-1',
      data: { material: 'pet', weightG },
      ...given,
    })
  /** Both agree to such percents, in force from the next day on. */
  async function agreeOn(binderPercent: number): Promise<void> {
    const shares = [
      { memberId: await memberId(town, binder, '大暑'), percent: binderPercent },
      { memberId: await memberId(town, binder, '小寒'), percent: 100 - binderPercent },
    ]
    await town.post('/me/household/split', { as: binder, body: { shares } })
  }
  const spendable = async (one: TestResident) => (await town.wallet(one)).spendable
  return { town, waste, binder, other, weigh, agreeOn, spendable }
}
