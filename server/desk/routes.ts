import { createRoute } from '@hono/zod-openapi'
import {
  Balance,
  BalanceRequest,
  DeskDay,
  DeskRedeemRequest,
  FindRequest,
  FormRecorded,
  FormRequest,
  FoundResident,
  PrintedVoucher,
  ReprintRequest,
  Weighing,
  WeighingRequest,
} from '#shared/contract/desk.ts'
import { Voucher } from '#shared/contract/vouchers.ts'
import type { RewardId, VoucherId } from '#shared/domain/ids.ts'
import { redeemRefusals, spending } from '../households/refusals.ts'
import { listServing } from '../households/served-acts.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asAttendant } from '../http/session.ts'
import { voucherView } from '../vouchers/queries.ts'
import { findResident } from './find-resident.ts'
import { printBalance } from './print-balance.ts'
import type { PrintedVoucher as Printed } from './print-voucher.ts'
import { recordForm } from './record-form.ts'
import { redeemAtDesk, reprintAtDesk } from './redeem-at-desk.ts'
import { weighAtDesk } from './weigh.ts'

const asking = { tags: ['Desk'], security: [{ attendant: [] }], middleware: asAttendant }
const atDesk = [
  'not-signed-in',
  'not-found',
  'serving-oneself',
  'request-invalid',
  'origin-foreign',
  'attendant-cap-reached',
] as const
const once = 'Needs an Idempotency-Key.'

const find = createRoute({
  method: 'post',
  path: '/find',
  summary: 'Find who stands at the desk, by phone or card; they see that it was done',
  ...asking,
  request: { body: jsonBody(FindRequest) },
  responses: { 200: answering('The resident, masked', FoundResident), ...refusing(...atDesk) },
})

const weigh = createRoute({
  method: 'post',
  path: '/weighings',
  summary: 'Weigh what somebody brought, and credit it',
  description: once,
  ...asking,
  request: { body: jsonBody(WeighingRequest) },
  responses: {
    201: answering('What became of it', Weighing),
    ...refusing(...spending, ...atDesk, 'fact-invalid'),
  },
})

const redeem = createRoute({
  method: 'post',
  path: '/redemptions',
  summary: 'Redeem for the holder of a card; the voucher is printed next',
  description: once,
  ...asking,
  request: { body: jsonBody(DeskRedeemRequest) },
  responses: {
    201: answering('The voucher', Voucher),
    ...refusing(...spending, ...atDesk, ...redeemRefusals, 'minor-needs-guardian'),
  },
})

const reprint = createRoute({
  method: 'post',
  path: '/prints',
  summary: 'Print a voucher; a slip printed before is worth nothing from then on',
  ...asking,
  request: { body: jsonBody(ReprintRequest) },
  responses: {
    201: answering('The voucher; its code is told once', PrintedVoucher),
    ...refusing(
      ...atDesk,
      'voucher-not-found',
      'voucher-has-phone',
      'voucher-already-used',
      'voucher-cancelled',
      'voucher-lapsed',
    ),
  },
})

const balance = createRoute({
  method: 'post',
  path: '/balances',
  summary: 'What somebody has, for paper',
  ...asking,
  request: { body: jsonBody(BalanceRequest) },
  responses: { 200: answering('The balance now', Balance), ...refusing(...atDesk) },
})

const form = createRoute({
  method: 'post',
  path: '/forms',
  summary: 'Keep a photo of what somebody signed, and do what they agreed to',
  description: `${once} The picture is sealed with the resident’s own key; attendants cannot read it back.`,
  ...asking,
  request: { body: jsonBody(FormRequest) },
  responses: {
    201: answering('Recorded', FormRecorded),
    ...refusing(
      ...spending,
      ...atDesk,
      'picture-invalid',
      'picture-too-large',
      'household-invitation-wrong',
      'household-leave-first',
      'household-full',
      'guardian-stays',
      'too-busy',
    ),
  },
})

const acts = createRoute({
  method: 'get',
  path: '/acts',
  summary: 'What I did at this desk, the newest first',
  ...asking,
  responses: { 200: answering('The last hundred', DeskDay), ...refusing('not-signed-in') },
})

function printedBody({ voucher, code }: Printed, now: Date) {
  return { voucher: voucherView(voucher, now), code }
}

export const deskRoutes = createRouter()
  .openapi(find, async c => {
    const { ctx, attendant } = c.var
    return c.json(await findResident(ctx, attendant, c.req.valid('json')), 200)
  })
  .openapi(weigh, async c => {
    const { ctx, attendant } = c.var
    const weighed = c.req.valid('json')
    return answerOnce(c, ctx, attendant.attendantId, async tx => {
      const { weighingId, outcome } = await weighAtDesk(tx, ctx, attendant, weighed)
      const { activityId = null, centipoints = 0, grams = 0, code = null } = outcome
      const told = outcome.outcome === 'retracted' ? ('refused' as const) : outcome.outcome
      return { status: 201, body: { weighingId, outcome: told, activityId, centipoints, grams, code } }
    })
  })
  .openapi(redeem, async c => {
    const { ctx, attendant } = c.var
    const { cardCode, rewardId } = c.req.valid('json')
    return answerOnce(c, ctx, attendant.attendantId, async tx => {
      const held = await redeemAtDesk(tx, ctx, attendant, { cardCode, rewardId: rewardId as RewardId })
      return { status: 201, body: voucherView(held, ctx.now()) }
    })
  })
  .openapi(reprint, async c => {
    const { ctx, attendant } = c.var
    const { voucherId, ...served } = c.req.valid('json')
    const asked = { ...served, voucherId: voucherId as VoucherId }
    const printed = await ctx.db.transaction(tx => reprintAtDesk(tx, ctx, attendant, asked))
    c.header('cache-control', 'no-store')
    return c.json(printedBody(printed, ctx.now()), 201)
  })
  .openapi(balance, async c => {
    const { ctx, attendant } = c.var
    return c.json(await printBalance(ctx, attendant, c.req.valid('json')), 200)
  })
  .openapi(form, async c => {
    const { ctx, attendant } = c.var
    const signed = c.req.valid('json')
    return answerOnce(c, ctx, attendant.attendantId, async tx => {
      const { id, recordedAt } = await recordForm(tx, ctx, attendant, signed)
      return { status: 201, body: { id, recordedAt: recordedAt.toISOString() } }
    })
  })
  .openapi(acts, async c => {
    const { ctx, attendant } = c.var
    const rows = await listServing(ctx.db.reader, ctx, attendant.attendantId)
    return c.json({ acts: rows }, 200)
  })
