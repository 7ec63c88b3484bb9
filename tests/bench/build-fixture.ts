import { writeFileSync } from 'node:fs'
import { openContext } from '#server/commands/open-context.ts'
import { verifyLedger } from '#server/ledger/verify.ts'
import { writeFirstRides } from './history.ts'
import { multiplyHistory } from './multiply-history.ts'
import { sizes } from './settings.ts'
import { issueVouchers } from './vouchers.ts'
import { fillWorld } from './world.ts'

/** Larger ones are built by the same hands, and checking them takes long. */
const mostChecked = 1_000

/**
 * A child process: builds the database of its environment, of a size, with or without a history, and writes
 * a file with what the load must know of it. The books of a small one are checked.
 */
const [size = '', history = '', manifest = ''] = process.argv.slice(2)
const wanted = sizes[size as keyof typeof sizes]
let toldAt = 0
const progress = (text: string) => {
  if (Date.now() - toldAt < 3_000) return
  toldAt = Date.now()
  process.stderr.write(`       … ${text}\n`)
}

const ctx = await openContext(process.env)
const world = await fillWorld(ctx, wanted, progress)
const vouchers = await issueVouchers(ctx, world, history ? 0 : wanted.vouchers)
if (history) await writeFirstRides(ctx, world.residents, progress)
await ctx.db.close()
if (history) multiplyHistory(ctx.config.databaseUrl, progress)
if (wanted.residents <= mostChecked) await check()
writeFileSync(manifest, JSON.stringify({ rewards: world.rewards, vouchers }))

async function check(): Promise<void> {
  const again = await openContext(process.env)
  const [difference] = await verifyLedger(again)
  await again.db.close()
  if (difference) throw new Error(`the fixture breaks a law: ${JSON.stringify(difference)}`)
}
