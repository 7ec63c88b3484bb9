import { afterEach, expect } from 'vitest'
import { createApp } from '#server/app.ts'
import { openDatabase } from '#server/db/database.ts'
import type { Context } from '#server/context.ts'
import { readWallet } from '#server/ledger/wallets.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { type Clock, clockAt } from './clock.ts'
import { type SentCodes, testContext, withReference } from './context.ts'
import { openTestDatabase } from './database.ts'
import { brokenLaws } from './laws.ts'
import { partnersOf } from './partners.ts'
import { peopleOf } from './people.ts'
import { clientOf } from './request.ts'
import { scaleOf } from './scale.ts'

export interface DistrictOptions {
  /** The instant at which the clock stands: a Monday morning in Chongqing unless given. */
  readonly at?: string
  /** False for a test that breaks them on purpose: the laws of the ledger are not checked at the end. */
  readonly laws?: boolean
  /** True for a district that several tests share: it is closed by whoever built it. */
  readonly kept?: boolean
}

export type District = Awaited<ReturnType<typeof buildDistrict>>

const built: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const district of built.splice(0).reverse()) await district.close()
})

/**
 * A district of its own for one test: an empty database with the shipped catalogue and scale, the app over
 * it, a clock that stands still, and words for what is in it. After the test the laws of the ledger are
 * checked, and it is closed.
 */
export async function buildDistrict(options: DistrictOptions = {}) {
  const { at = '2026-11-23T02:00:00Z', laws = true, kept = false } = options
  const { database, address, close } = await openTestDatabase(withReference)
  const clock = clockAt(at)
  const codes: SentCodes = new Map()
  const ctx = testContext(database, clock, codes)
  const app = createApp(ctx)
  const client = clientOf(app)
  const people = peopleOf(ctx)
  const others: Context[] = []
  let open = true

  const district = {
    ctx,
    clock,
    app,
    address,
    /** The last code sent to each phone. */
    codes,
    ...client,
    ...people,
    ...scaleOf(ctx),
    ...partnersOf(ctx, people, client, clock.now()),
    wallet: ({ id }: { readonly id: ResidentId }) => readWallet(ctx.db.reader, id, clock.now()),
    /** Another API process on the same database, with the same clock. */
    async secondProcess(): Promise<Context> {
      const other = testContext(await openDatabase(address), clock, codes)
      others.push(other)
      return other
    },
    checkLaws: async () => expect(await brokenLaws(ctx)).toEqual([]),
    async close(): Promise<void> {
      if (!open) return
      open = false
      try {
        if (laws) await district.checkLaws()
      } finally {
        for (const other of others) await other.db.close()
        await close()
      }
    },
  }
  if (!kept) built.push(district)
  return district
}

export type { Clock }
