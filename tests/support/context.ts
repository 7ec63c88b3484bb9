import { generateKeyPairSync } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { loadReference } from '#seeds/load-reference.ts'
import { referenceData } from '#seeds/reference/data.ts'
import { publicCalendar } from '#seeds/reference/holidays.ts'
import { readConfig } from '#server/config.ts'
import { type Context, idMaker } from '#server/context.ts'
import type { Database } from '#server/db/database.ts'
import { loadKeys } from '#server/keys.ts'
import { ruleBooks } from '#server/rules/rule-books.ts'
import { buildNetwork } from '#shared/domain/metro.ts'
import type { Clock } from './clock.ts'
import type { Prepared } from './database.ts'

const signingKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' })
const config = readConfig({
  // Not the checkout's own: a demonstration that was started there would reach into the tests.
  DATA_DIR: join(tmpdir(), 'district-without-data'),
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SIGNING_KEY: signingKey.toString('base64'),
  DEPLOYMENT_ID: 'jlp-test',
  PUBLIC_URL: 'http://district.test',
  LOG_LEVEL: 'silent',
})
const keys = loadKeys(config)
const network = buildNetwork(referenceData.metro)
/** `TEST_LOG=error` shows what an unexpected answer was about. */
const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' }, pino.destination(2))

/** Text messages stay here: the last code of each phone. */
export type SentCodes = Map<string, string>

/**
 * All that commands touch, with the clock of the test, keys in memory, and text messages that stay in the
 * room.
 */
export function testContext(db: Database, clock: Clock, codes: SentCodes = new Map()): Context {
  const now = () => clock.now()
  return {
    db,
    config,
    keys,
    now,
    newId: idMaker(now),
    sms: {
      ready: true,
      send: async ({ phone, code }) => void codes.set(phone, code),
    },
    rules: ruleBooks(),
    network,
    calendar: publicCalendar,
    log,
  }
}

/** The catalogue, the factors and the preset rules, as a production database has them. */
export const withReference: Prepared = {
  name: 'reference',
  async fill(db) {
    const now = () => new Date('2026-01-01T00:00:00Z')
    await loadReference({ db, now, newId: idMaker(now) })
  },
}
