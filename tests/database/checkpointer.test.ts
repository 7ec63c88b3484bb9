import { readFileSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { openConnection } from '#server/db/open-sqlite.ts'
import { limits } from '#server/limits.ts'
import { openSample, row, sample } from './sample.ts'

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0
const text = 'x'.repeat(100_000)

/** The salts of the journal: they change whenever it begins anew. */
const generationOf = (address: string) => readFileSync(`${address}-wal`).toString('hex', 16, 24)

/** How many frames of the journal are not in the database. */
function unfolded(address: string): number {
  const connection = openConnection(address)
  try {
    const [found] = connection.pragma('wal_checkpoint(NOOP)') as { log: number; checkpointed: number }[]
    return (found?.log ?? 0) - (found?.checkpointed ?? 0)
  } finally {
    connection.close()
  }
}

it('folds the journal in beside the writers, and begins it anew before it is long', async () => {
  const { db, address } = await openSample()
  const writeOne = (id: string) => db.transaction(tx => tx.insert(sample).values(row(id, { label: text })))
  await writeOne('first')
  const generation = generationOf(address)
  for (let round = 1; generationOf(address) === generation && round < 500; round++) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => writeOne(`${round}-${at}`)))
    await wait(20)
  }
  expect(generationOf(address)).not.toBe(generation)
  for (let tries = 0; unfolded(address) > 0 && tries < 100; tries++) await wait(100)
  expect(unfolded(address)).toBe(0)
})

it('leaves no journal behind', async () => {
  const { db, address } = await openSample()
  for (let at = 0; at < 50; at++)
    await db.transaction(tx => tx.insert(sample).values(row(String(at), { label: text })))
  await wait(limits.foldEveryMs + 200)
  await db.transaction(tx => tx.insert(sample).values(row('last')))
  await db.close()
  expect(sizeOf(`${address}-wal`)).toBe(0)
  const connection = openConnection(address, { readonly: true })
  expect(connection.prepare('select count(*) from sample').pluck().get()).toBe(51)
  connection.close()
})
