import type { Inspection } from '#shared/contract/vouchers.ts'
import type { StaffActor } from '#shared/domain/actor.ts'
import { obstacleToUse } from '#shared/domain/voucher.ts'
import {
  parseTillCode,
  type PaperCode,
  type SignedCode,
  type TypedNumber,
} from '#shared/domain/voucher-code.ts'
import type { Context } from '../context.ts'
import { findByPaper } from '../desk/find-by-paper.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { refuse } from '../refusal.ts'
import { issueAcceptance } from './acceptance-token.ts'
import { findByNumber } from './find-by-number.ts'
import { assertNoOwner } from './own-voucher.ts'
import { findVoucher, type VoucherRow } from './queries.ts'
import { verifyCode } from './verify-code.ts'

/**
 * Says what to hand over for a scanned code, a typed number, a paper card or a printed voucher, and lets this
 * staff member accept it. Another merchant's voucher gets the same answer as one that does not exist. Refuses
 * `code-invalid`, `code-expired`, `code-other-deployment`, `number-locked`, `voucher-unknown`, `own-voucher`,
 * `voucher-already-used`, `voucher-cancelled` and `voucher-lapsed`.
 */
export async function inspectVoucher(ctx: Context, staff: StaffActor, text: string): Promise<Inspection> {
  const code = parseTillCode(text) ?? refuse('code-invalid')
  const shown = await shownBy(ctx, staff, code)
  if (shown?.merchantId !== staff.merchantId) return refuse('voucher-unknown')
  const obstacle = obstacleToUse(shown, ctx.now())
  if (obstacle) refuse(obstacle.code, obstacle.facts)
  await assertNoOwner(ctx.db.reader, staff, shown)
  const { id, acceptances, residentId } = shown
  const { token, expiresAt } = await issueAcceptance(ctx, staff, { voucherId: id, acceptances })
  const nicknames = await nicknamesOf(ctx.db.reader, ctx, [residentId])
  return {
    acceptanceToken: token,
    expiresAt: expiresAt.toISOString(),
    voucherId: id,
    title: shown.title,
    description: shown.description,
    nickname: nicknames.get(residentId) ?? null,
    settlementFen: shown.settlementFen,
    notAfter: shown.notAfter.toISOString(),
  }
}

async function shownBy(
  ctx: Context,
  staff: StaffActor,
  code: SignedCode | TypedNumber | PaperCode,
): Promise<VoucherRow | undefined> {
  switch (code.kind) {
    case 'signed':
      return scanned(ctx, code)
    case 'number':
      return typed(ctx, staff, code.number)
    case 'paper': {
      const voucherId = await findByPaper(ctx, staff.merchantId, code.code)
      return voucherId && findVoucher(ctx.db.reader, voucherId)
    }
    default:
      return code satisfies never
  }
}

/** The voucher's row has the last word on which phone may show it. */
async function scanned(ctx: Context, code: SignedCode): Promise<VoucherRow | undefined> {
  const { voucherId, deviceKey } = await verifyCode(ctx, code)
  const shown = await findVoucher(ctx.db.reader, voucherId)
  return shown?.deviceKey === deviceKey ? shown : undefined
}

async function typed(ctx: Context, staff: StaffActor, number: string): Promise<VoucherRow | undefined> {
  return findVoucher(ctx.db.reader, await findByNumber(ctx, staff, number))
}
