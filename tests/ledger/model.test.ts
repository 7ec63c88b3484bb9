import fc from 'fast-check'
import { describe, it } from 'vitest'
import { buildDistrict } from '#tests/support/district.ts'
import { anyStep, type Life, prices } from './wallet-commands.ts'
import { expiryMonths, validDays, WalletModel } from './wallet-model.ts'

/** `MODEL_SEED=… MODEL_RUNS=…` runs a failure again, or looks longer. */
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_123)
const numRuns = Number(process.env['MODEL_RUNS'] ?? 12)

describe('a resident’s points', () => {
  it('are at every step what a clerk with jars and a pencil would have, lot by lot', async () => {
    const town = await buildDistrict({ kept: true })
    const partner = await town.partner({ actionTypes: ['bike-ride'] })
    const reviewer = await town.administrator('business')
    await town.publishRule('bike-ride', {
      when: [],
      award: { kind: 'linear', base: 0, per: { fact: 'distanceM', num: 1, den: 1 }, dayTotalOf: null },
      caps: [],
      expiryMonths,
    })
    // The rule pays for deeds of its own time: a month passes before the first life begins.
    town.clock.advance({ days: 31 })
    const rewards = new Map()
    for (const price of prices)
      rewards.set(price, await town.reward({ points: price / 100, validDays, stock: 10_000 }))
    let lives = 0
    const born = async (): Promise<{ model: WalletModel; real: Life }> => {
      const card = `card-${++lives}`
      const rider = await town.rider(partner, card)
      const real = { town, partner, reviewer, rewards, card, rider, activities: new Map(), vouchers: [] }
      return { model: new WalletModel(), real }
    }
    await fc.assert(
      fc.asyncProperty(fc.commands(anyStep, { maxCommands: 60, size: 'max' }), async steps => {
        await fc.asyncModelRun(born, steps)
      }),
      { seed, numRuns },
    )
    await town.close()
  })
})
