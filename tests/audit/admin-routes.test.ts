import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { busRide, payingEach } from '#tests/rules/programme.ts'
import { buildDistrict } from '#tests/support/district.ts'

describe('the rules over the API', () => {
  it('are drafted by one, approved by another, put in force, and read by residents', async () => {
    const district = await buildDistrict()
    const lin = await district.administrator('business')
    const wang = await district.administrator('business')
    const drafted = await district.post('/admin/rules', {
      as: lin,
      body: { code: busRide, body: payingEach(777) },
    })
    expect(drafted).toMatchObject({
      status: 201,
      body: { version: 2, state: 'draft', authorId: lin.actor.administratorId },
    })
    const { id, bodyHash } = drafted.body
    expect(await district.post(`/admin/rules/${id}/approve`, { as: lin, body: { bodyHash } })).toMatchObject({
      status: 403,
      body: { code: 'rule-own-draft' },
    })
    expect((await district.post(`/admin/rules/${id}/approve`, { as: wang, body: { bodyHash } })).status).toBe(
      200,
    )
    const when = { effectiveFrom: '2026-11-23T02:05:00Z', effectiveUntil: null }
    expect(await district.post(`/admin/rules/${id}/schedule`, { as: lin, body: when })).toMatchObject({
      status: 200,
      body: { state: 'scheduled', effectiveFrom: '2026-11-23T02:05:00.000Z' },
    })
    const sentences = await district.get(`/admin/rules/${id}/sentences`, { as: lin })
    expect(JSON.stringify(sentences.body)).toContain('7.77 points each time.')
    const shown = async () => JSON.stringify((await district.get('/catalogue')).body)
    expect(await shown()).not.toContain('7.77 points each time.')
    district.clock.set('2026-11-23T02:05:00Z')
    expect(await shown()).toContain('7.77 points each time.')
    const page = await district.get(`/admin/rules?code=${busRide}&limit=1`, { as: lin })
    expect(page.body).toMatchObject({ rules: [{ id }], next: expect.any(String) })
    const rest = await district.get(`/admin/rules?code=${busRide}&cursor=${page.body['next']}`, { as: lin })
    expect(rest.body).toMatchObject({ rules: [{ version: 1, authorId: 'preset' }], next: null })
  })

  it('answer a wrong form with what is wrong, and a foreign id with 404', async () => {
    const district = await buildDistrict()
    const lin = await district.administrator('business')
    const wrong: readonly [unknown, number, string][] = [
      [{ code: busRide, body: { ...payingEach(1), award: { kind: 'linear' } } }, 400, 'request-invalid'],
      [{ code: busRide, body: { ...payingEach(1), priority: -1 } }, 400, 'request-invalid'],
      [{ code: busRide, body: { ...payingEach(1), state: 'scheduled' } }, 400, 'request-invalid'],
      [{ code: busRide, body: payingEach(1), approverId: lin.actor.administratorId }, 400, 'request-invalid'],
      [{ code: busRide, body: { ...payingEach(1), actionType: 'levitate' } }, 422, 'action-type-not-found'],
      [{ code: busRide, body: { ...payingEach(1), expiryMonths: 0 } }, 422, 'rule-invalid'],
    ]
    for (const [body, status, code] of wrong) {
      expect(await district.post('/admin/rules', { as: lin, body: body }), code).toMatchObject({
        status,
        body: { code },
      })
    }
    expect((await district.get('/admin/rules/rul_nobody', { as: lin })).status).toBe(404)
  })
})

describe('the catalogue', () => {
  it('tells everybody every action, its factor with the source, and what is not quantified', async () => {
    const district = await buildDistrict()
    const { status, body } = await district.get('/catalogue')
    const types = body['actionTypes'] as Record<string, never>[]
    expect(status).toBe(200)
    expect(types).toHaveLength(12)
    const type = (code: string) => types.find(one => one['code'] === code)
    expect(type('own-cup')).toMatchObject({ open: true, carbon: null })
    expect(type('walk')).toMatchObject({ open: false, rules: [] })
    expect(type('bus-ride')!['carbon']).toMatchObject([{ option: null, factor: { form: { grams: 120 } } }])
    const { body: factors } = await district.get('/factors')
    const sources = (factors['factors'] as Record<string, string>[]).map(factor => factor['source'])
    expect(sources.length).toBeGreaterThan(10)
    expect(sources.every(source => source!.length > 3)).toBe(true)
  })
})

describe('the audit log', () => {
  it('has a line for every act, is read by auditors alone, and pages and filters', async () => {
    const district = await buildDistrict()
    const lin = await district.administrator('business')
    const audit = await district.administrator('audit')
    await district.post('/admin/budgets', {
      as: lin,
      body: {
        name: 'Campaign',
        source: 'district',
        fiscalYear: 2026,
        centipoints: 5,
      },
    })
    await district.post('/admin/rules', { as: lin, body: { code: busRide, body: payingEach(200) } })
    expect(await district.get('/admin/audit', { as: lin })).toMatchObject({
      status: 403,
      body: { code: 'not-permitted' },
    })
    const { body } = await district.get(`/admin/audit?actor=${lin.actor.administratorId}`, { as: audit })
    const entries = body['entries'] as Record<string, unknown>[]
    expect(entries.map(entry => entry['action'])).toEqual(['rule.draft', 'budget.create'])
    expect(entries[1]).toMatchObject({
      actor: { kind: 'administrator', id: lin.actor.administratorId },
      after: { centipoints: 5 },
    })
    const seen: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = await district.get(`/admin/audit?limit=40${cursor && `&cursor=${cursor}`}`, { as: audit })
      seen.push(...(page.body['entries'] as unknown[]))
      cursor = page.body['next'] as string | null
    }
    expect(seen).toHaveLength((await district.ctx.db.reader.select().from(auditEntry)).length)
  })
})

describe('roles over the API', () => {
  /** A body that each route would take, and who may ask: s system, b business, a audit. */
  const routes: readonly [method: string, path: string, body: unknown, permitted: string][] = [
    ['GET', '/admin/rules', undefined, 'sba'],
    ['POST', '/admin/rules', { code: busRide, body: payingEach(200) }, 'b'],
    ['POST', '/admin/rules/rul_00000000000000000000000000/approve', { bodyHash: 'x'.repeat(43) }, 'b'],
    [
      'POST',
      '/admin/rules/rul_00000000000000000000000000/schedule',
      { effectiveFrom: '2027-01-01T00:00:00Z', effectiveUntil: null },
      'b',
    ],
    ['POST', '/admin/rules/rul_00000000000000000000000000/withdraw', { reason: 'a test' }, 'b'],
    ['GET', '/admin/audit', undefined, 'a'],
    [
      'POST',
      '/admin/partners',
      { code: 'metro', name: 'Metro', actionTypes: ['metro-ride'], subjects: 'account' },
      's',
    ],
    ['POST', '/admin/partners/par_00000000000000000000000000/rotate', undefined, 's'],
    ['POST', '/admin/partners/par_00000000000000000000000000/deactivate', undefined, 's'],
    ['POST', '/admin/attendants', { phone: '13800000001', community: 'Xiejiawan' }, 's'],
    ['POST', '/admin/merchants', { name: 'Cafe', address: 'Street 1' }, 's'],
    [
      'POST',
      '/admin/merchants/mer_00000000000000000000000000/staff',
      { phone: '13800000002', nickname: 'Li', role: 'owner' },
      's',
    ],
    ['POST', '/admin/rewards/rew_00000000000000000000000000/restock', { add: 5 }, 'b'],
    ['PATCH', '/admin/rewards/rew_00000000000000000000000000', { published: true }, 'b'],
    ['POST', '/admin/budgets', { name: 'B', source: 'district', fiscalYear: 2026, centipoints: 5 }, 'b'],
    ['GET', '/admin/budgets', undefined, 'ba'],
    ['GET', '/admin/settlements', undefined, 'ba'],
    [
      'POST',
      '/admin/settlements',
      { merchantId: 'mer_00000000000000000000000000', throughOn: '2026-11-01' },
      'b',
    ],
    ['POST', '/admin/settlements/set_00000000000000000000000000/pay', { paymentReference: 'P-1' }, 'b'],
    ['POST', '/admin/settlements/set_00000000000000000000000000/return', undefined, 'b'],
    ['GET', '/admin/activities/held', undefined, 'ba'],
    [
      'POST',
      '/admin/activities/act_00000000000000000000000000/review',
      { outcome: 'accepted', reason: 'a test' },
      'b',
    ],
  ]

  it('let through who may and nobody else, on every route', async () => {
    const district = await buildDistrict()
    const people = {
      s: await district.administrator('system'),
      b: await district.administrator('business'),
      a: await district.administrator('audit'),
    }
    for (const [method, path, body, permitted] of routes) {
      expect((await district.ask(method, path, { body })).status, `nobody ${path}`).toBe(401)
      for (const [letter, as] of Object.entries(people)) {
        const { status, body: answer } = await district.ask(method, path, { as, body })
        const name = `${letter} ${method} ${path} ${JSON.stringify(answer)}`
        if (permitted.includes(letter)) expect([200, 201, 404], name).toContain(status)
        else expect({ status, code: answer.code }, name).toEqual({ status: 403, code: 'not-permitted' })
      }
    }
  })
})
