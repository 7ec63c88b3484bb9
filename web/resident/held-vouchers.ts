import type { Voucher, VoucherCertificate } from '#shared/contract/vouchers.ts'
import { bodyOf, voucherApi } from '../api.ts'
import { serverNow } from '../ui/server-clock.ts'
import { deviceKeyName } from './device-key.ts'
import { clearShelf, putOnShelf, readAll, readShelf, takeOff } from './device-store.ts'

/** What this phone needs to show a voucher's code without a network. */
export interface HeldVoucher {
  readonly certificate: string
  readonly deploymentId: string
  /** The voucher as it was last seen, and when, by the server's clock. */
  readonly voucher: Voucher
  readonly asOf: string
}

const dayMs = 86_400_000
/** Without news from the server a code is shown for a week at most, and never past the voucher's own end. */
export const heldForMs = 7 * dayMs
/** Older than a day, it is fetched anew when there is a network. */
const freshForMs = dayMs
const heldMost = 30

/** Until when this phone shows the code without hearing from the server. */
export function heldUntil({ voucher, asOf }: Pick<HeldVoucher, 'voucher' | 'asOf'>): Date {
  return new Date(Math.min(Date.parse(voucher.notAfter), Date.parse(asOf) + heldForMs))
}

/** What is on the device for a voucher; undefined when there is nothing, or it is too old. */
export async function heldVoucher(voucherId: string): Promise<HeldVoucher | undefined> {
  const held = await readShelf<HeldVoucher>('certificates', voucherId)
  if (!held || heldUntil(held).getTime() > serverNow()) return held
  await forgetVoucher(voucherId)
  return undefined
}

/** Every voucher whose code can be shown without a network, the newest first. */
export async function heldVouchers(): Promise<HeldVoucher[]> {
  const all = await readAll<HeldVoucher>('certificates')
  return all
    .filter(held => heldUntil(held).getTime() > serverNow())
    .toSorted((a, b) => b.voucher.issuedAt.localeCompare(a.voucher.issuedAt))
}

/**
 * The certificate of a voucher of this device: from the server, and onto the device. Null when another device
 * shows it.
 */
export async function fetchCertificate(voucher: Voucher): Promise<VoucherCertificate | null> {
  if ((await deviceKeyName()) !== voucher.deviceKey) return null
  const fetched = await bodyOf(voucherApi.me.vouchers[':id'].certificate.$get({ param: { id: voucher.id } }))
  const { certificate, deploymentId, now } = fetched
  await putOnShelf('certificates', voucher.id, { certificate, deploymentId, voucher, asOf: now })
  return fetched
}

/** Notes how vouchers stand now: what is used or over is forgotten, what is not there yet is fetched. */
export async function holdVouchers(vouchers: readonly Voucher[]): Promise<void> {
  for (const voucher of vouchers.filter(({ state }) => state !== 'issued')) await forgetVoucher(voucher.id)
  for (const voucher of vouchers.filter(({ state }) => state === 'issued').slice(0, heldMost)) {
    const held = await readShelf<HeldVoucher>('certificates', voucher.id)
    if (!held || Date.parse(held.asOf) + freshForMs < serverNow()) await fetchCertificate(voucher)
  }
}

export function forgetVoucher(voucherId: string): Promise<void> {
  return takeOff('certificates', voucherId)
}

/** Somebody else may use this device: nothing of the last person stays but the device's own key. */
export async function forgetPerson(): Promise<void> {
  await clearShelf('certificates')
  await clearShelf('redemptions')
}
