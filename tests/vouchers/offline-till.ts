import type { OfflineAnswer, OfflinePack, OfflineResult, Till } from '#shared/contract/tills.ts'
import { offlineEntryText } from '#shared/domain/offline.ts'
import type { Problem } from '#server/http/problem.ts'
import type { z } from 'zod'
import type { District } from '../support/district.ts'
import type { TestStaff } from '../support/people.ts'
import { newPhone, type Or, type Phone } from './phone.ts'

/** A till with a key of its own that works without network from here on. */
export interface TestTill {
  readonly id: string
  readonly staff: TestStaff
  readonly key: Phone
  pack: OfflinePack
  taken: number
}

export interface Sent {
  readonly packId: string
  readonly seq: number
  readonly atMs: number
  readonly code: string
  readonly signature: string
}

export function registerTill(district: District, staff: TestStaff, key: Phone, name = '前台手机') {
  const body = { name, deviceKey: key.deviceKey }
  return district.post<Or<Till>>('/merchant/tills', { as: staff, body })
}

export function fetchPack(district: District, staff: TestStaff, id: string, clock = district.clock.now()) {
  const body = { clock: clock.toISOString() }
  return district.post<Or<OfflinePack>>(`/merchant/tills/${id}/pack`, { as: staff, body })
}

/** Registers a till and gives it what it needs to work alone. */
export async function newTill(district: District, staff: TestStaff): Promise<TestTill> {
  const key = await newPhone()
  const { body: till } = await registerTill(district, staff, key)
  const { body: pack } = await fetchPack(district, staff, till.id)
  return { id: till.id, staff, key, pack, taken: 0 }
}

/** What the till writes down, and signs, when it takes a code now. */
export async function takeOffline(district: District, till: TestTill, code: string): Promise<Sent> {
  const entry = {
    deviceId: till.id,
    packId: till.pack.id,
    seq: ++till.taken,
    atMs: district.clock.now().getTime(),
    code,
  }
  const signature = await till.key.sign(offlineEntryText(till.pack.deploymentId, entry))
  const { deviceId: _, ...sent } = entry
  return { ...sent, signature }
}

export function report(district: District, till: TestTill, entries: readonly Sent[], as = till.staff) {
  return district.post<z.infer<typeof OfflineAnswer> & Problem>('/merchant/vouchers/offline-acceptances', {
    as,
    body: { deviceId: till.id, entries },
    key: null,
  })
}

/** Sends one entry and says what became of it. */
export async function outcomeOf(district: District, till: TestTill, sent: Sent): Promise<OfflineResult> {
  const { body } = await report(district, till, [sent])
  return body.results[0]!
}
