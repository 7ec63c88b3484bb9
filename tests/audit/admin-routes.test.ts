import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { busRide, payingEach } from '#tests/rules/programme.ts'
import { openBackOffice } from './back-office.ts'

describe('the rules over the API', () => {
  it('are drafted by one, approved by another, put in force, and read by residents in the catalogue', async () => {
    const office = await openBackOffice()
    const lin = await office.administrator('Lin', 'business')
    const wang = await office.administrator('Wang', 'business')
    const drafted = await lin.ask('POST', '/admin/rules', { code: busRide, body: payingEach(777) })
    expect(drafted).toMatchObject({ status: 201, body: { version: 2, state: 'draft', authorId: lin.id } })
    const { id, bodyHash } = drafted.body
    expect(await lin.ask('POST', `/admin/rules/${id}/approve`, { bodyHash })).toMatchObject({
      status: 403,
      body: { code: 'rule-own-draft' },
    })
    expect((await wang.ask('POST', `/admin/rules/${id}/approve`, { bodyHash })).status).toBe(200)
    const when = { effectiveFrom: '2026-11-23T02:05:00Z', effectiveUntil: null }
    expect(await lin.ask('POST', `/admin/rules/${id}/schedule`, when)).toMatchObject({
      status: 200,
      body: { state: 'scheduled', effectiveFrom: '2026-11-23T02:05:00.000Z' },
    })
    const sentences = await lin.ask('GET', `/admin/rules/${id}/sentences`)
    expect(JSON.stringify(sentences.body)).toContain('7.77 points each time.')
    const shown = async () => JSON.stringify((await office.anonymous('GET', '/catalogue')).body)
    expect(await shown()).not.toContain('7.77 points each time.')
    office.setClock('2026-11-23T02:05:00Z')
    expect(await shown()).toContain('7.77 points each time.')
    const page = await lin.ask('GET', `/admin/rules?code=${busRide}&limit=1`)
    expect(page.body).toMatchObject({ rules: [{ id }], next: expect.any(String) })
    const rest = await lin.ask('GET', `/admin/rules?code=${busRide}&cursor=${page.body['next']}`)
    expect(rest.body).toMatchObject({ rules: [{ version: 1, authorId: 'preset' }], next: null })
  })

  it('answer a wrong form with what is wrong, and a foreign id with 404', async () => {
    const office = await openBackOffice()
    const lin = await office.administrator('Lin', 'business')
    const wrong: readonly [unknown, number, string][] = [
      [{ code: busRide, body: { ...payingEach(1), award: { kind: 'linear' } } }, 400, 'request-invalid'],
      [{ code: busRide, body: { ...payingEach(1), priority: -1 } }, 400, 'request-invalid'],
      [{ code: busRide, body: { ...payingEach(1), state: 'scheduled' } }, 400, 'request-invalid'],
      [{ code: busRide, body: payingEach(1), approverId: lin.id }, 400, 'request-invalid'],
      [{ code: busRide, body: { ...payingEach(1), actionType: 'levitate' } }, 422, 'action-type-not-found'],
      [{ code: busRide, body: { ...payingEach(1), expiryMonths: 0 } }, 422, 'rule-invalid'],
    ]
    for (const [body, status, code] of wrong) {
      expect(await lin.ask('POST', '/admin/rules', body), code).toMatchObject({ status, body: { code } })
    }
    expect((await lin.ask('GET', '/admin/rules/rul_nobody')).status).toBe(404)
  })
})

describe('the catalogue', () => {
  it('tells everybody every action, its factor with the source, and what is not quantified', async () => {
    const office = await openBackOffice()
    const { status, body } = await office.anonymous('GET', '/catalogue')
    const types = body['actionTypes'] as Record<string, never>[]
    expect(status).toBe(200)
    expect(types).toHaveLength(12)
    const type = (code: string) => types.find(one => one['code'] === code)
    expect(type('own-cup')).toMatchObject({ open: true, carbon: null })
    expect(type('walk')).toMatchObject({ open: false, rules: [] })
    expect(type('bus-ride')!['carbon']).toMatchObject([{ option: null, factor: { form: { grams: 120 } } }])
    const { body: factors } = await office.anonymous('GET', '/factors')
    const sources = (factors['factors'] as Record<string, string>[]).map(factor => factor['source'])
    expect(sources.length).toBeGreaterThan(10)
    expect(sources.every(source => source!.length > 3)).toBe(true)
  })
})

describe('the audit log', () => {
  it('has a line for every act, is read by auditors alone, and pages and filters', async () => {
    const office = await openBackOffice()
    const lin = await office.administrator('Lin', 'business')
    const audit = await office.administrator('Audit', 'audit')
    await lin.ask('POST', '/admin/budgets', {
      name: 'Campaign',
      source: 'district',
      fiscalYear: 2026,
      centipoints: 5,
    })
    await lin.ask('POST', '/admin/rules', { code: busRide, body: payingEach(200) })
    expect(await lin.ask('GET', '/admin/audit')).toMatchObject({
      status: 403,
      body: { code: 'not-permitted' },
    })
    const { body } = await audit.ask('GET', `/admin/audit?actor=${lin.id}`)
    const entries = body['entries'] as Record<string, unknown>[]
    expect(entries.map(entry => entry['action'])).toEqual(['rule.draft', 'budget.create'])
    expect(entries[1]).toMatchObject({
      actor: { kind: 'administrator', id: lin.id },
      after: { centipoints: 5 },
    })
    const seen: unknown[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = await audit.ask('GET', `/admin/audit?limit=40${cursor && `&cursor=${cursor}`}`)
      seen.push(...(page.body['entries'] as unknown[]))
      cursor = page.body['next'] as string | null
    }
    expect(seen).toHaveLength((await office.ctx.db.reader.select().from(auditEntry)).length)
  })
})

describe('roles over the API', () => {
  /** A body that each route would take, and who may ask: s system, b business, a audit. */
  const routes: readonly [method: string, path: string, body: unknown, permitted: string][] = [
    ['GET', '/admin/rules', undefined, 'sba'],
    ['POST', '/admin/rules', { code: busRide, body: payingEach(200) }, 'b'],
    ['POST', '/admin/rules/rul_x/approve', { bodyHash: 'x'.repeat(43) }, 'b'],
    [
      'POST',
      '/admin/rules/rul_x/schedule',
      { effectiveFrom: '2027-01-01T00:00:00Z', effectiveUntil: null },
      'b',
    ],
    ['POST', '/admin/rules/rul_x/withdraw', { reason: 'a test' }, 'b'],
    ['GET', '/admin/audit', undefined, 'a'],
    [
      'POST',
      '/admin/partners',
      { code: 'metro', name: 'Metro', actionTypes: ['metro-ride'], subjects: 'account' },
      's',
    ],
    ['POST', '/admin/partners/par_x/rotate', undefined, 's'],
    ['POST', '/admin/partners/par_x/deactivate', undefined, 's'],
    ['POST', '/admin/attendants', { phone: '13800000001', community: 'Xiejiawan' }, 's'],
    ['POST', '/admin/merchants', { name: 'Cafe', address: 'Street 1' }, 's'],
    ['POST', '/admin/merchants/mer_x/staff', { phone: '13800000002', nickname: 'Li', role: 'owner' }, 's'],
    ['POST', '/admin/rewards/rew_x/restock', { add: 5 }, 'b'],
    ['PATCH', '/admin/rewards/rew_x', { published: true }, 'b'],
    ['POST', '/admin/budgets', { name: 'B', source: 'district', fiscalYear: 2026, centipoints: 5 }, 'b'],
    ['GET', '/admin/budgets', undefined, 'ba'],
    ['GET', '/admin/settlements', undefined, 'ba'],
    ['POST', '/admin/settlements', { merchantId: 'mer_x', throughOn: '2026-11-01' }, 'b'],
    ['POST', '/admin/settlements/set_x/pay', { paymentReference: 'P-1' }, 'b'],
    ['POST', '/admin/settlements/set_x/return', undefined, 'b'],
    ['GET', '/admin/activities/held', undefined, 'ba'],
    ['POST', '/admin/activities/act_x/review', { outcome: 'accepted', reason: 'a test' }, 'b'],
  ]

  it('let through who may and nobody else, on every route', async () => {
    const office = await openBackOffice()
    const people = {
      s: await office.administrator('System', 'system'),
      b: await office.administrator('Business', 'business'),
      a: await office.administrator('Audit', 'audit'),
    }
    for (const [method, path, body, permitted] of routes) {
      expect((await office.anonymous(method, path, body)).status, `nobody ${path}`).toBe(401)
      for (const [letter, { ask }] of Object.entries(people)) {
        const { status, body: answer } = await ask(method, path, body)
        const name = `${letter} ${method} ${path} ${JSON.stringify(answer)}`
        if (permitted.includes(letter)) expect([200, 201, 404], name).toContain(status)
        else expect({ status, code: answer['code'] }, name).toEqual({ status: 403, code: 'not-permitted' })
      }
    }
  })
})
