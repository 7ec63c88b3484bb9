import { createRoute } from '@hono/zod-openapi'
import { Attested, AttestedTable, AttestOneRequest, AttestTableRequest } from '#shared/contract/merchants.ts'
import { idParam } from '#shared/contract/page.ts'
import { answerOnce } from '../http/idempotency.ts'
import { refusing } from '../http/problem.ts'
import { answering, jsonBody } from '../http/route-parts.ts'
import { createRouter } from '../http/router.ts'
import { asStaff } from '../http/session.ts'
import { attestOne } from './attest-one.ts'
import { readTable, type VouchedTable, vouchForTable } from './attest-table.ts'
import { readDiner } from './own-code.ts'

const asking = { tags: ['Attest'], security: [{ staff: [] }], middleware: asStaff }
const refused = [
  'not-signed-in',
  'origin-foreign',
  'request-invalid',
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-key-reused',
] as const
const one = {
  request: { body: jsonBody(AttestOneRequest) },
  responses: {
    201: answering('What became of it', Attested),
    ...refusing(...refused, 'code-invalid', 'code-expired', 'own-attestation'),
  },
} as const

const ownCup = createRoute({
  method: 'post',
  path: '/attest/own-cup',
  summary: 'Confirm that a customer brought their own cup',
  description: 'Needs an Idempotency-Key. The code is the customer’s own, or their card’s.',
  ...asking,
  ...one,
})

const scanDiner = createRoute({
  method: 'post',
  path: '/attest/clean-plate/scan',
  summary: 'Confirm one diner’s clean plate by their code or card',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  ...one,
})

const table = createRoute({
  method: 'post',
  path: '/attest/clean-plate',
  summary: 'Confirm the clean plates of a table; each diner claims a code',
  description: 'Needs an Idempotency-Key.',
  ...asking,
  request: { body: jsonBody(AttestTableRequest) },
  responses: {
    201: answering('The codes', AttestedTable),
    ...refusing(...refused),
  },
})

const showTable = createRoute({
  method: 'get',
  path: '/attest/clean-plate/{id}',
  summary: 'The codes of a table, and which are claimed',
  ...asking,
  request: { params: idParam },
  responses: {
    200: answering('The codes', AttestedTable),
    ...refusing('not-signed-in', 'attestation-not-found'),
  },
})

/** The problem that was stored under the key is one of those the route declares. */
function passOn(problem: Response): never {
  return problem as never
}

export const attestRoutes = createRouter()
  .openapi(ownCup, async c => {
    const { ctx, staff } = c.var
    const { residentCode, device = null } = c.req.valid('json')
    const diner = await readDiner(ctx, residentCode)
    const seen = { actionType: 'own-cup', diner, device } as const
    return answerOnce(c, ctx, staff.staffId, async tx => ({
      status: 201,
      body: await attestOne(tx, ctx, staff, seen),
    }))
  })
  .openapi(scanDiner, async c => {
    const { ctx, staff } = c.var
    const { residentCode, device = null } = c.req.valid('json')
    const diner = await readDiner(ctx, residentCode)
    const seen = { actionType: 'clean-plate', diner, device } as const
    return answerOnce(c, ctx, staff.staffId, async tx => ({
      status: 201,
      body: await attestOne(tx, ctx, staff, seen),
    }))
  })
  .openapi(table, async c => {
    const { ctx, staff } = c.var
    const { diners, device = null } = c.req.valid('json')
    const answer = await answerOnce(c, ctx, staff.staffId, async tx => ({
      status: 201,
      body: await vouchForTable(tx, ctx, staff, { diners, device }),
    }))
    if (!answer.ok) return passOn(answer)
    const { attestationId } = (await answer.json()) as VouchedTable
    c.header('cache-control', 'no-store')
    return c.json(await readTable(ctx.db.reader, ctx, staff, attestationId), 201)
  })
  .openapi(showTable, async c => {
    const { ctx, staff } = c.var
    c.header('cache-control', 'no-store')
    return c.json(await readTable(ctx.db.reader, ctx, staff, c.req.valid('param').id), 200)
  })

export type AttestRoutes = typeof attestRoutes
