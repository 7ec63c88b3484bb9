import { createRoute } from '@hono/zod-openapi'
import { Created, OwnerDraft } from '#shared/contract/admin.ts'
import { MerchantDraft } from '#shared/contract/merchants.ts'
import { idParam, PageQuery } from '#shared/contract/page.ts'
import { PaymentRequest, SettlementDraft, SettlementPage } from '#shared/contract/settlements.ts'
import type { MerchantId, SettlementId } from '#shared/domain/ids.ts'
import { answerOnce } from '../http/idempotency.ts'
import { pageOf } from '../http/page.ts'
import { refusing } from '../http/problem.ts'
import { answering, forAdministrators, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { addStaff } from '../merchants/add-staff.ts'
import { createMerchant } from '../merchants/create-merchant.ts'
import { draftSettlement } from '../merchants/draft-settlement.ts'
import { paySettlement, returnSettlement } from '../merchants/move-settlement.ts'
import { listSettlements } from '../merchants/settlement-queries.ts'
import { requirePermission } from '../permission.ts'

const created = answering('Its id', Created)
const askedOnce = refusing('idempotency-key-missing', 'idempotency-key-reused')
const signedIn = refusing('not-signed-in', 'not-permitted', 'request-invalid')

const createOne = createRoute({
  ...forAdministrators('Merchants'),
  method: 'post',
  path: '/merchants',
  summary: 'Take a merchant into the programme',
  request: { body: jsonBody(MerchantDraft) },
  responses: { 201: created, ...signedIn, ...askedOnce },
})

const employ = createRoute({
  ...forAdministrators('Merchants'),
  method: 'post',
  path: '/merchants/{id}/staff',
  summary: 'Let somebody serve for a merchant',
  request: { params: idParam, body: jsonBody(OwnerDraft) },
  responses: { 201: created, ...signedIn, ...askedOnce, ...refusing('merchant-not-found', 'phone-taken') },
})

const list = createRoute({
  ...forAdministrators('Settlements'),
  method: 'get',
  path: '/settlements',
  summary: 'Settlements of all merchants, the newest first',
  request: { query: PageQuery },
  responses: { 200: answering('One page', SettlementPage), ...signedIn },
})

const draft = createRoute({
  ...forAdministrators('Settlements'),
  method: 'post',
  path: '/settlements',
  summary: 'State what a merchant is owed through a day',
  request: { body: jsonBody(SettlementDraft) },
  responses: {
    201: created,
    ...signedIn,
    ...askedOnce,
    ...refusing('merchant-not-found', 'settlement-day-open', 'settlement-empty'),
  },
})

const pay = createRoute({
  ...forAdministrators('Settlements'),
  method: 'post',
  path: '/settlements/{id}/pay',
  summary: 'Record that a confirmed settlement was paid',
  request: { params: idParam, body: jsonBody(PaymentRequest) },
  responses: { 200: created, ...signedIn, ...refusing('settlement-not-found', 'settlement-state') },
})

const giveBack = createRoute({
  ...forAdministrators('Settlements'),
  method: 'post',
  path: '/settlements/{id}/return',
  summary: 'Answer a dispute: the merchant decides again',
  request: { params: idParam },
  responses: { 200: created, ...signedIn, ...refusing('settlement-not-found', 'settlement-state') },
})

/** Under `/api/v1/admin`. */
export const merchantAdminRoutes = createRouter()
  .openapi(createOne, c => {
    const { ctx, administrator } = c.var
    const given = c.req.valid('json')
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: { id: await createMerchant(tx, ctx, administrator, given) },
    }))
  })
  .openapi(employ, c => {
    const { ctx, administrator } = c.var
    const given = { ...c.req.valid('json'), merchantId: c.req.valid('param').id as MerchantId }
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: { id: await addStaff(tx, ctx, administrator, given) },
    }))
  })
  .openapi(list, async c => {
    const { ctx, administrator } = c.var
    requirePermission(administrator, 'settlement.read')
    return c.json(await listSettlements(ctx.db.reader, null, pageOf(c.req.valid('query'))), 200)
  })
  .openapi(draft, c => {
    const { ctx, administrator } = c.var
    const { merchantId, throughOn } = c.req.valid('json')
    const asked = { merchantId: merchantId as MerchantId, throughOn }
    return answerOnce(c, ctx, administrator.administratorId, async tx => ({
      status: 201,
      body: { id: await draftSettlement(tx, ctx, administrator, asked) },
    }))
  })
  .openapi(pay, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as SettlementId
    const { paymentReference } = c.req.valid('json')
    await ctx.db.transaction(tx => paySettlement(tx, ctx, administrator, { id, paymentReference }))
    return c.json({ id }, 200)
  })
  .openapi(giveBack, async c => {
    const { ctx, administrator } = c.var
    const id = c.req.valid('param').id as SettlementId
    await ctx.db.transaction(tx => returnSettlement(tx, ctx, administrator, id))
    return c.json({ id }, 200)
  })
