import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestAdministrator, TestResident } from '#tests/support/people.ts'
import type { Answered } from '#tests/support/request.ts'

export interface Explanation {
  readonly findings: readonly {
    readonly kind: string
    readonly next: string
    readonly sentence: string
    readonly records: readonly string[]
  }[]
  readonly mayAppeal: boolean
  readonly dueOn: string
}

/** A bus ride of Friday morning that should be there: the district's clock stands on the Monday after. */
export const lostRide = { actionType: 'bus-ride', partner: 'metro', on: '2026-11-20', at: '08:15' } as const
export const atEight = '2026-11-20T00:15:00.000Z'
export const refusal = { reason: { zh: '没有查到这次乘车。', en: 'No such ride was found.' } }
export const grantOf = (more: object = {}) => ({
  occurredAt: atEight,
  evidence: 'operator',
  facts: { durationS: 1_200 },
  ...more,
})

/** A rider whom the bus company may report about, and the programme's staff. */
export async function buildTown(at?: string) {
  const district = await buildDistrict(at ? { at } : {})
  const bus = await district.partner()
  const rider = await district.rider(bus, 'card-1')
  const staff = await district.administrator('business')
  const ask = (path: string, as: TestResident | TestAdministrator, body?: unknown, key?: string) =>
    district.post(path, { as, ...(body === undefined ? {} : { body }), ...(key ? { key } : {}) })
  return {
    ...district,
    bus,
    rider,
    /** Another one, under another card. */
    neighbour: () => district.rider(bus, 'card-2'),
    staff,
    explain: (deed: object = {}, as: TestResident = rider) =>
      district.post<Explanation>('/me/appeals/explain', { as, body: { ...lostRide, ...deed } }),
    file: (more: object = {}, as: TestResident = rider, key?: string) =>
      ask('/me/appeals', as, { ...lostRide, text: '早上坐了公交，没有记上。', ...more }, key),
    grant: (id: string, more: object = {}, as: TestAdministrator = staff, key?: string) =>
      ask(`/admin/appeals/${id}/grant`, as, grantOf(more), key),
    refuse: (id: string, as: TestAdministrator = staff) => ask(`/admin/appeals/${id}/refuse`, as, refusal),
  }
}

export const kindsOf = ({ body }: Answered<Explanation>) => body.findings.map(({ kind }) => kind)
export const say = ({ status, body }: Pick<Answered, 'status' | 'body'>) => `${status} ${body.code ?? ''}`
export type Town = Awaited<ReturnType<typeof buildTown>>
export type { District }
