import { randomFillSync } from 'node:crypto'
import type { Logger } from 'pino'
import { formatId, type Id } from '#shared/domain/ids.ts'
import type { Journal } from './backup/journal.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { MetroNetwork } from '#shared/domain/metro.ts'
import type { DayCalendar } from '#shared/domain/working-days.ts'
import type { SmsGateway } from './identity/sms-gateway.ts'
import type { Keys } from './keys.ts'
import type { RuleBooks } from './rules/rule-books.ts'

/** All a command may touch. */
export interface Context {
  readonly db: Database
  readonly config: Config
  readonly keys: Keys
  readonly now: () => Date
  readonly newId: <Prefix extends string>(prefix: Prefix) => Id<Prefix>
  readonly sms: SmsGateway
  readonly rules: RuleBooks
  readonly network: MetroNetwork
  /** Which days are worked. */
  readonly calendar: DayCalendar
  readonly log: Logger
  /** Of the server, where it ships its journal. */
  readonly journal?: Journal | null
}

/**
 * Makes ids that rise even within one millisecond of one process, so that rows made together lie together
 * on disk.
 */
export function idMaker(now: () => Date): Context['newId'] {
  let lastMs = 0
  let counter = 0
  return prefix => {
    const ms = now().getTime()
    counter = ms === lastMs ? counter + 1 : 0
    lastMs = ms
    const random = randomTen()
    random.writeUInt16BE(counter & 0xffff, 0)
    return formatId(prefix, ms, random)
  }
}

const drawn = Buffer.alloc(4_000)
let left = 0

/** Ten random bytes, the caller’s until the pool is drawn anew: one system call for four hundred ids. */
function randomTen(): Buffer {
  if (left === 0) {
    randomFillSync(drawn)
    left = drawn.length
  }
  left -= 10
  return drawn.subarray(left, left + 10)
}
