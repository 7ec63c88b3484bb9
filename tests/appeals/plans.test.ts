import { expect, it } from 'vitest'
import { explainDeed } from '#server/appeals/explain-missing.ts'
import { listAnswered, listOwn, listWaiting } from '#server/appeals/queries.ts'
import { plansOf, scanned } from '#tests/support/plans.ts'
import { statementsOf } from '#tests/support/statements.ts'
import { buildTown, lostRide } from './town.ts'

/** Some dozens of rows that are always read whole, and the sample of the latest decisions. */
const small = ['action_type', 'factor_version', 'rule_version', 'rule_book_stamp', 'latest', 'partner']
/** A page that is read along an index ends at its limit. */
const alongIndex = /USING (COVERING )?INDEX/

it('an explanation and every page of a queue read no table from end to end', async () => {
  const town = await buildTown()
  const { body } = await town.file()
  const { ctx, rider } = town
  const { reader } = ctx.db
  const later = { limit: 2, after: { at: town.clock.now().getTime(), id: body.id } }
  const statements = await statementsOf(async () => {
    await explainDeed(reader, ctx, rider.id, lostRide)
    for (const page of [{ limit: 2, after: null }, later]) {
      await listOwn(reader, rider.id, page)
      await listWaiting(reader, page)
      await listAnswered(reader, page)
    }
  })
  expect(statements.length).toBeGreaterThan(12)
  for (const [text, plan] of await plansOf(town.address, statements)) {
    expect(
      scanned(plan.filter(step => !alongIndex.test(step))).filter(table => !small.includes(table)),
      `${text}\n${plan.join('\n')}`,
    ).toEqual([])
  }
})

it('an explanation costs as many statements for a crowded day as for an empty one', async () => {
  const town = await buildTown()
  const { ctx, rider } = town
  const cost = async () =>
    (await statementsOf(() => explainDeed(ctx.db.reader, ctx, rider.id, lostRide))).length
  await cost()
  const empty = await cost()
  const rides = Array.from({ length: 20 }, (_, at) => ({
    id: `r-${at}`,
    time: `2026-11-20T${String(at).padStart(2, '0')}:00:00+08:00`,
    data: { durationS: 600 },
  }))
  await town.report(town.bus, ...rides)
  expect((await cost()) - empty).toBeLessThanOrEqual(1)
})
