import type { Accepted, Inspection, Undone, Voucher, VoucherCertificate } from '#shared/contract/vouchers.ts'
import { formatVoucherCode, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import type { Problem } from '#server/http/problem.ts'
import type { District } from '../support/district.ts'
import type { TestResident, TestStaff } from '../support/people.ts'
import type { Answered } from '../support/request.ts'

const p256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

/**
 * A phone's key for a voucher, made and used as the web app does: with WebCrypto, private half not
 * extractable.
 */
export async function newPhone() {
  const pair = await crypto.subtle.generateKey(p256, false, ['sign', 'verify'])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const sign = async (text: string) =>
    Buffer.from(
      await crypto.subtle.sign(
        { name: 'ECDSA', hash: 'SHA-256' },
        pair.privateKey,
        new TextEncoder().encode(text),
      ),
    ).toString('base64url')
  return { deviceKey: { kty, crv, x, y }, sign }
}

export type Phone = Awaited<ReturnType<typeof newPhone>>

/** What was asked for, or why not. */
export type Or<Body> = Body & Problem

export interface Held {
  readonly id: string
  readonly phone: Phone
  readonly owner: TestResident
}

/** Redeems over HTTP with a new phone. */
export async function redeem(district: District, owner: TestResident, rewardId: string): Promise<Held> {
  const phone = await newPhone()
  const body = { deviceKey: phone.deviceKey }
  const { status, body: voucher } = await district.post<Voucher>(`/rewards/${rewardId}/redeem`, {
    as: owner,
    body,
  })
  if (status !== 201) throw new Error(`redeeming was answered ${status}: ${JSON.stringify(voucher)}`)
  return { id: voucher.id, phone, owner }
}

export function readCertificate(district: District, { id, owner }: Held) {
  return district.get<VoucherCertificate>(`/me/vouchers/${id}/certificate`, { as: owner })
}

/** How the voucher stands for the one who holds it. */
export async function readVoucher(district: District, { id, owner }: Held): Promise<Voucher> {
  return (await district.get<Voucher>(`/me/vouchers/${id}`, { as: owner })).body
}

/** The text of the QR that the phone shows now, or `stepsAhead` of now. */
export async function shownCode(district: District, held: Held, stepsAhead = 0): Promise<string> {
  const { body } = await readCertificate(district, held)
  const step = stepAt(district.clock.now().getTime()) + stepsAhead
  const signature = await held.phone.sign(signedText(body.deploymentId, held.id, step))
  return formatVoucherCode({ certificate: body.certificate, step, signature })
}

/** Scans the code shown now and gives the answer as it came. */
export async function inspect(district: District, staff: TestStaff, code: string) {
  return district.post<Or<Inspection>>('/merchant/vouchers/inspect', { as: staff, body: { code } })
}

export function acceptWith(district: District, as: TestStaff, acceptanceToken: string, key?: string) {
  const asked = { as, body: { acceptanceToken }, ...(key ? { key } : {}) }
  return district.post<Or<Accepted>>('/merchant/vouchers/accept', asked)
}

/** Scans and accepts. */
export async function accept(
  district: District,
  staff: TestStaff,
  held: Held,
): Promise<Answered<Problem & Partial<Accepted>>> {
  const inspected = await inspect(district, staff, await shownCode(district, held))
  if (inspected.status !== 200) return inspected
  const { acceptanceToken } = inspected.body
  return acceptWith(district, staff, acceptanceToken)
}

export function undo(district: District, staff: TestStaff, voucherId: string) {
  return district.post<Or<Undone>>('/merchant/vouchers/undo', {
    as: staff,
    body: { voucherId, reason: '扫错了' },
  })
}

/** A shop with an owner, a clerk, a reward for 10 points and 5 yuan, and a resident who can pay for a few. */
export async function shopWithReward(district: District, given: { points?: number; stock?: number } = {}) {
  const merchantId = await district.merchant()
  const owner = await district.staff(merchantId, { role: 'owner' })
  const clerk = await district.staff(merchantId)
  const rewardId = await district.reward({ merchantId, stock: given.stock ?? 100 })
  const resident = await district.resident({ points: given.points ?? 50 })
  return { merchantId, owner, clerk, rewardId, resident }
}
