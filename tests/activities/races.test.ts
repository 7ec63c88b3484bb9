import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { ingestEvents } from '#server/activities/ingest.ts'
import { activity } from '#server/activities/tables.ts'
import { budget } from '#server/ledger/tables.ts'
import { isRefusal } from '#server/refusal.ts'
import { buildDistrict } from '#tests/support/district.ts'

/** Sends again what was refused because too many came at once, as a partner does. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await send()
    } catch (error) {
      const wait = isRefusal(error) && (error.code === 'unavailable' || error.code === 'too-busy')
      if (!wait || tries > 20) throw error
    }
  }
}

const send = (...given: Parameters<typeof ingestEvents>) => patiently(() => ingestEvents(...given))

const counted = (outcomes: readonly { outcome: string }[]) => {
  const counts: Record<string, number> = {}
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

describe('many at once', () => {
  it('one event two hundred times, on two processes, is one credit', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const processes = [town.ctx, await town.secondProcess()]
    const event = town.eventOf(metro, { id: 'e-1' })
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, at) => send(processes[at % 2]!, metro.actor, [event])),
    )
    const outcomes = answers.flat()
    expect(counted(outcomes)).toEqual({ credited: 1, duplicate: 199 })
    expect(new Set(outcomes.map(one => one.activityId)).size).toBe(1)
    expect((await town.wallet(rider)).spendable).toBe(110)
  })

  it('one ride from two partners is one credit, and the other is told which', async () => {
    const town = await buildDistrict()
    const [metro, bus] = [await town.partner(), await town.partner({ code: 'bus' })]
    const rider = await town.rider([metro, bus], 'card-1')
    const processes = [town.ctx, await town.secondProcess()]
    const answers = await Promise.all(
      [metro, bus, metro, bus].flatMap((partner, at) =>
        Array.from({ length: 10 }, (_, n) =>
          send(processes[at % 2]!, partner.actor, [
            town.eventOf(partner, { id: `e-${at}-${n}`, time: `2026-11-23T01:00:${10 + n}Z` }),
          ]),
        ),
      ),
    )
    const outcomes = answers.flat()
    expect(counted(outcomes)).toEqual({ credited: 1, refused: 39 })
    const [credited] = outcomes.filter(one => one.outcome === 'credited')
    const refused = outcomes.filter(one => one.outcome === 'refused')
    expect(new Set(refused.map(one => `${one.code} ${one.first}`))).toEqual(
      new Set([`already-claimed ${credited!.activityId}`]),
    )
    expect((await town.wallet(rider)).spendable).toBe(110)
  })

  it('a budget is never overrun, pays all it can, and never half a line', async () => {
    const town = await buildDistrict()
    const metro = await town.partner()
    const budgetId = await town.budget(50.5)
    await town.publishRule('bus-ride', { budget: budgetId })
    const cards = Array.from({ length: 60 }, (_, at) => `card-${at}`)
    for (const card of cards) await town.rider(metro, card)
    const processes = [town.ctx, await town.secondProcess()]
    const answers = await Promise.all(
      cards.map((subject, at) =>
        send(processes[at % 2]!, metro.actor, [
          town.eventOf(metro, { id: `e-${at}`, subject }),
          town.eventOf(metro, { id: `f-${at}`, subject, time: '2026-11-23T02:01:30Z' }),
        ]),
      ),
    )
    const outcomes = answers.flat()
    expect(counted(outcomes)).toEqual({ credited: 120 })
    const paid = outcomes.filter(one => one.centipoints === 110)
    expect(paid).toHaveLength(45)
    expect(outcomes.filter(one => one.centipoints === 0)).toHaveLength(75)
    const [left] = await town.ctx.db.reader.select().from(budget)
    expect(left!.balance).toBe(5_050 - 45 * 110)
    const unpaid = outcomes.find(one => one.centipoints === 0)!
    const { decision } = await town.decisionOf(unpaid.activityId)
    expect(decision.receipt.line).toMatchObject({ awarded: 0, cut: { by: 'budget-empty' } })
    expect(decision.grams).toBe(120)
  })

  it('the rides of one day keep to the cap, however they arrive', async () => {
    const town = await buildDistrict({ at: '2026-11-23T12:00:00Z' })
    const metro = await town.partner()
    const rider = await town.rider(metro, 'card-1')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        send(town.ctx, metro.actor, [
          town.eventOf(metro, {
            id: `e-${at}`,
            time: `2026-11-23T0${Math.floor(at / 10)}:${10 + (at % 10) * 5}:00Z`,
          }),
        ]),
      ),
    )
    expect(counted(answers.flat())).toEqual({ credited: 20 })
    expect(await town.wallet(rider)).toMatchObject({ spendable: 440, carbon: 2_400 })
  })

  it('two members weigh for one household at once, and are paid as one', async () => {
    const town = await buildDistrict()
    const waste = await town.partner({ code: 'waste', actionTypes: ['recycling'], subjects: 'bin' })
    const members = [await town.rider(waste, 'bin-0')]
    for (const at of [1, 2, 3]) {
      const member = await town.resident()
      await town.bind(member, waste, 'bin-0', { join: true })
      await town.bind(member, waste, `bin-${at}`)
      await town.consent(member, waste)
      members.push(member)
    }
    const data = { material: 'pet', weightG: 333 }
    await Promise.all(
      members.flatMap((_, at) =>
        [0, 1, 2].map(n =>
          send(town.ctx, waste.actor, [
            town.eventOf(waste, {
              id: `w-${at}-${n}`,
              subject: `bin-${at}`,
              type: 'recycling',
              data,
              time: `2026-11-23T01:${10 + n * 5}:00Z`,
            }),
          ]),
        ),
      ),
    )
    const wallets = await Promise.all(members.map(member => town.wallet(member)))
    const total = wallets.reduce((sum, one) => sum + one.spendable, 0)
    expect(total).toBe(Math.floor((12 * 333 * 160) / 1_000))
    const [{ deeds } = { deeds: 0 }] = await town.ctx.db.reader
      .select({ deeds: sql<number>`count(*)` })
      .from(activity)
    expect(Number(deeds)).toBe(12)
  })
})
