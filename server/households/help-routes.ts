import { createRoute } from '@hono/zod-openapi'
import {
  FormPicture,
  HelpedVoucher,
  HelpedVouchers,
  HelpOffered,
  HelpRequest,
  Helps,
  RedeemForRequest,
  SignedForms,
} from '#shared/contract/household.ts'
import { idParam } from '#shared/contract/page.ts'
import { Voucher, VoucherCertificate, VoucherNumber } from '#shared/contract/vouchers.ts'
import type { RewardId, VoucherId } from '#shared/domain/ids.ts'
import { formPicture, listForms } from '../desk/forms.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asResident } from '../http/session.ts'
import { nicknamesOf } from '../identity/residents.ts'
import { certificateOf } from '../vouchers/certificate.ts'
import { compressedKey } from '../vouchers/device-key.ts'
import { issueNumber } from '../vouchers/issue-number.ts'
import { voucherView } from '../vouchers/queries.ts'
import { acceptHelp, endHelp, offerHelp } from './grant-help.ts'
import { listHelpedVouchers, ownHelpedVoucher } from './helped-vouchers.ts'
import { listHelp } from './queries.ts'
import { redeemForOwner } from './redeem-for.ts'
import { redeemRefusals, spending } from './refusals.ts'

const asking = { tags: ['Household'], security: [{ resident: [] }], middleware: asResident }
const unusable = ['voucher-already-used', 'voucher-cancelled', 'voucher-lapsed'] as const

const list = createRoute({
  method: 'get',
  path: '/me/help',
  summary: 'Who may redeem for me, and for whom I may',
  ...asking,
  responses: { 200: answering('What holds and what was offered', Helps), ...refusing('not-signed-in') },
})

const offer = createRoute({
  method: 'post',
  path: '/me/help',
  summary: 'Ask an adult of my household to redeem for me, up to so much a month',
  ...asking,
  request: { body: jsonBody(HelpRequest) },
  responses: {
    201: answering('The offer', HelpOffered),
    ...refusing(
      'not-signed-in',
      'origin-foreign',
      'not-found',
      'request-invalid',
      'help-outside-household',
      'help-exists',
    ),
  },
})

const accept = createRoute({
  method: 'post',
  path: '/me/help/{id}/accept',
  summary: 'Agree to redeem for somebody',
  ...asking,
  request: { params: idParam },
  responses: {
    204: { description: 'Agreed' },
    ...refusing('not-signed-in', 'origin-foreign', 'not-found', 'help-not-active', 'help-outside-household'),
  },
})

const end = createRoute({
  method: 'delete',
  path: '/me/help/{id}',
  summary: 'End help from now on; either side may',
  ...asking,
  request: { params: idParam },
  responses: { 204: { description: 'Ended' }, ...refusing('not-signed-in', 'origin-foreign', 'not-found') },
})

const redeem = createRoute({
  method: 'post',
  path: '/me/help/{id}/redeem',
  summary: 'Redeem with the owner’s points, on my phone',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { params: idParam, body: jsonBody(RedeemForRequest) },
  responses: {
    201: answering('The voucher', Voucher),
    ...refusing(...spending, ...redeemRefusals, 'help-not-active', 'help-month-limit'),
  },
})

const listVouchers = createRoute({
  method: 'get',
  path: '/me/helped-vouchers',
  summary: 'Vouchers that I redeemed for others',
  ...asking,
  responses: { 200: answering('The newest first', HelpedVouchers), ...refusing('not-signed-in') },
})

const readVoucher = createRoute({
  method: 'get',
  path: '/me/helped-vouchers/{id}',
  summary: 'One of them, and whose it is',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The voucher', HelpedVoucher),
    ...refusing('not-signed-in', 'voucher-not-found'),
  },
})

const readCertificate = createRoute({
  method: 'get',
  path: '/me/helped-vouchers/{id}/certificate',
  summary: 'The signed statement that stands in every code of it',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The certificate', VoucherCertificate),
    ...refusing('not-signed-in', 'voucher-not-found', 'voucher-without-device', ...unusable),
  },
})

const draw = createRoute({
  method: 'post',
  path: '/me/helped-vouchers/{id}/number',
  summary: 'Ten digits to read out, for a minute',
  ...asking,
  request: { params: idParam },
  responses: {
    201: answering('The number', VoucherNumber),
    ...refusing('not-signed-in', 'origin-foreign', 'voucher-not-found', ...unusable),
  },
})

const signed = createRoute({
  method: 'get',
  path: '/me/forms',
  summary: 'What I signed on paper at desks',
  ...asking,
  responses: { 200: answering('The newest first', SignedForms), ...refusing('not-signed-in') },
})

const picture = createRoute({
  method: 'get',
  path: '/me/forms/{id}',
  summary: 'The picture of one of them',
  ...asking,
  request: { params: idParam },
  responses: { 200: answering('The picture', FormPicture), ...refusing('not-signed-in', 'not-found') },
})

export const helpRoutes = createRouter()
  .openapi(list, async c => {
    const { ctx, resident } = c.var
    return c.json(await listHelp(ctx.db.reader, ctx, resident.residentId), 200)
  })
  .openapi(offer, async c => {
    const { ctx, resident } = c.var
    return c.json({ id: await offerHelp(ctx, resident.residentId, c.req.valid('json')) }, 201)
  })
  .openapi(accept, async c => {
    const { ctx, resident } = c.var
    await acceptHelp(ctx, resident.residentId, c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(end, async c => {
    const { ctx, resident } = c.var
    await endHelp(ctx, resident.residentId, c.req.valid('param').id)
    return c.body(null, 204)
  })
  .openapi(redeem, async c => {
    const { ctx, resident } = c.var
    const { rewardId, deviceKey } = c.req.valid('json')
    const asked = {
      grantId: c.req.valid('param').id,
      rewardId: rewardId as RewardId,
      deviceKey: compressedKey(deviceKey),
    }
    return answerOnce(c, ctx, resident.residentId, async tx => {
      const id = await redeemForOwner(tx, ctx, resident.residentId, asked)
      return {
        status: 201,
        body: voucherView(await ownHelpedVoucher(tx, resident.residentId, id), ctx.now()),
      }
    })
  })
  .openapi(listVouchers, async c => {
    const { ctx, resident } = c.var
    return c.json({ vouchers: await listHelpedVouchers(ctx.db.reader, ctx, resident.residentId) }, 200)
  })
  .openapi(readVoucher, async c => {
    const { ctx, resident } = c.var
    const { reader } = ctx.db
    const held = await ownHelpedVoucher(reader, resident.residentId, c.req.valid('param').id as VoucherId)
    const nicknames = await nicknamesOf(reader, ctx, [held.residentId])
    return c.json({ for: nicknames.get(held.residentId) ?? '', voucher: voucherView(held, ctx.now()) }, 200)
  })
  .openapi(readCertificate, async c => {
    const { ctx, resident } = c.var
    const id = c.req.valid('param').id as VoucherId
    const held = await ownHelpedVoucher(ctx.db.reader, resident.residentId, id)
    const certificate = await certificateOf(ctx, held)
    const { deploymentId } = ctx.config
    const now = ctx.now().toISOString()
    c.header('cache-control', 'no-store')
    return c.json({ certificate, deploymentId, notAfter: held.notAfter.toISOString(), now }, 200)
  })
  .openapi(draw, async c => {
    const { ctx, resident } = c.var
    const voucherId = c.req.valid('param').id as VoucherId
    const held = await ownHelpedVoucher(ctx.db.reader, resident.residentId, voucherId)
    const { number, expiresAt } = await issueNumber(ctx, { residentId: held.residentId, voucherId })
    c.header('cache-control', 'no-store')
    return c.json({ number, expiresAt: expiresAt.toISOString() }, 201)
  })
  .openapi(signed, async c => {
    const { ctx, resident } = c.var
    const forms = await listForms(ctx.db.reader, resident.residentId)
    return c.json({ forms: forms.map(form => ({ ...form, recordedAt: form.recordedAt.toISOString() })) }, 200)
  })
  .openapi(picture, async c => {
    const { ctx, resident } = c.var
    const asked = { residentId: resident.residentId, formId: c.req.valid('param').id }
    return c.json(await formPicture(ctx.db.reader, ctx, asked), 200)
  })
