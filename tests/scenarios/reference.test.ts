import { expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { rulesInForce } from '#server/rules/queries.ts'
import { findActionTypes, findFactors } from '#server/scenarios/queries.ts'
import { loadActionTypes } from '#server/scenarios/load-action-types.ts'
import { loadFactors } from '#server/scenarios/load-factors.ts'
import { loadReference } from '#seeds/load-reference.ts'
import { referenceData } from '#seeds/reference/data.ts'
import { administrator, busRide, openOffice, payingEach, publish } from '#tests/rules/programme.ts'

it('brings the whole catalogue, in its order, with every factor and the city’s scale in force', async () => {
  const { office } = await openOffice()
  expect(await findActionTypes(office.db.reader)).toEqual(referenceData.actionTypes)
  const factors = await findFactors(office.db.reader)
  const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1)
  expect(factors.sort(byCode)).toMatchObject([...referenceData.factors].sort(byCode))
  const rules = await rulesInForce(office.db.reader, office.now())
  expect(rules.map(rule => rule.code)).toEqual(referenceData.rules.map(rule => rule.code).sort())
  expect(new Set(rules.map(rule => `${rule.authorId} ${rule.approverId}`))).toEqual(
    new Set(['preset programme']),
  )
})

it('loads again without a change, and without a line in the audit log', async () => {
  const { office } = await openOffice()
  const linesBefore = (await office.db.reader.select().from(auditEntry)).length
  expect(await loadReference(office)).toEqual({ actionTypes: 0, factors: 0, rules: 0 })
  expect(await office.db.reader.select().from(auditEntry)).toHaveLength(linesBefore)
})

it('is loaded once by two processes that start together', async () => {
  const { office, secondProcess } = await openOffice()
  const second = await secondProcess()
  await Promise.all([loadReference(office), loadReference(second)])
  expect(await findFactors(office.db.reader)).toHaveLength(referenceData.factors.length)
})

it('leaves a rule alone that people published since', async () => {
  const programme = await openOffice()
  await publish(programme, { code: busRide, body: payingEach(200) }, '2026-11-23T03:00:00Z')
  await loadReference(programme.office)
  const rules = await rulesInForce(programme.office.db.reader, new Date('2026-11-23T03:00:00Z'))
  expect(rules.find(rule => rule.code === busRide)).toMatchObject({ version: 2, authorId: 'adm_lin' })
})

it('refuses to say something else under the version of a published factor', async () => {
  const { office, inOneGo } = await openOffice()
  const [first] = referenceData.factors
  const other = { ...first!, form: { kind: 'each', grams: 9_999 } } as const
  const author = { kind: 'command', name: 'preset' } as const
  await expect(inOneGo(tx => loadFactors(tx, office, author, [other]))).rejects.toMatchObject({
    code: 'factor-changed',
    facts: { code: first!.code, version: 1 },
  })
})

it('changes an action type in place, and is nobody’s but the platform’s', async () => {
  const { office, inOneGo } = await openOffice()
  const closed = referenceData.actionTypes.map(type =>
    type.code === 'own-cup' ? { ...type, open: false } : type,
  )
  const load = (role: 'system' | 'business' | 'audit') =>
    inOneGo(tx => loadActionTypes(tx, office, administrator('adm_su', role), closed))
  await expect(load('business')).rejects.toMatchObject({ code: 'not-permitted' })
  await expect(load('audit')).rejects.toMatchObject({ code: 'not-permitted' })
  expect(await load('system')).toEqual(['own-cup'])
  expect(await findActionTypes(office.db.reader)).toEqual(closed)
})
