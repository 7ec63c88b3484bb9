import assert from 'node:assert/strict'
import type { Asked, Told } from '../backup/journal-messages.ts'
import { openShipper } from '../backup/shipper.ts'
import { readConfig } from '../config.ts'
import { loadKeys } from '../keys.ts'
import { limits } from '../limits.ts'

/**
 * Ships the journal of the embedded database into `BACKUP_DIR`, started by the server as a process of its
 * own: copying, encrypting and waiting for a far disk happen here. It outlives a server that was killed for
 * as long as it takes to ship the rest.
 */
const config = readConfig(process.env)
assert(config.backupFolder, 'BACKUP_DIR is not set')
const shipper = openShipper({
  database: config.databaseUrl,
  folder: config.backupFolder,
  key: loadKeys(config).backup,
  now: () => new Date(),
})

let failing = false
let waitingSince = performance.now()
let ending = false
/** One thing after another: what is asked waits for what is being shipped. */
let queue: Promise<unknown> = Promise.resolve()

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = queue.then(work)
  queue = turn.catch(() => {})
  return turn
}

function tell(told: Told): void {
  if (process.connected) process.send?.(told)
}

function noteFailure(error: unknown): void {
  failing = true
  tell({ told: 'failing', reason: error instanceof Error ? error.message : String(error) })
}

async function ship(): Promise<void> {
  const at = new Date().toISOString()
  waitingSince = performance.now()
  try {
    await shipper.ship()
    failing = false
    tell({ told: 'shipped', at, based: shipper.based() })
  } catch (error) {
    noteFailure(error)
  }
}

/** The log must not fill the disk because ours is full, broken or gone: then a new stretch begins later. */
function guardLog(): void {
  const stuck = failing || performance.now() - waitingSince > limits.journalBehindMs
  if (stuck && shipper.bytesHeld() > limits.journalLogBytes) shipper.giveUp()
}

async function answer(asked: Asked): Promise<void> {
  const { id } = asked
  if (asked.ask === 'mark') {
    const mark = await inTurn(() => shipper.ship()).catch(() => null)
    return tell({ told: 'marked', id, mark })
  }
  const noted = await inTurn(() => shipper.addBase(asked.base)).catch(() => false)
  tell({ told: 'noted', id, noted })
}

async function loop(): Promise<void> {
  while (!ending) {
    await inTurn(ship)
    await new Promise(resume => setTimeout(resume, limits.journalTickMs))
  }
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  setTimeout(() => process.exit(1), limits.journalStopMs).unref()
  await inTurn(ship)
  shipper.giveUp()
  process.exit(0)
}

setInterval(guardLog, limits.journalTickMs).unref()
process.on('message', (asked: Asked) => void answer(asked))
// The server asked to end, or is gone: what it committed last is shipped either way.
process.on('disconnect', () => void end())
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {})
void loop()
