import { verifyLedger } from '../ledger/verify.ts'
import { runCommand } from './open-context.ts'

/**
 * `npm run verify-ledger`: says that the books are right, or names every difference, and then ends with 1.
 */
await runCommand(async ctx => {
  const started = performance.now()
  let receipts = 0
  const differences = await verifyLedger(ctx, read => {
    receipts = read
    if (process.stderr.isTTY) process.stderr.write(`\rreceipts checked: ${read}`)
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  for (const { law, subject, kept, derived } of differences) {
    console.log(`WRONG  ${law}: ${subject} has ${kept}, the transfers say ${derived}`)
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  if (differences.length === 0)
    console.log(`The books are right: every law holds, ${receipts} receipts (${seconds} s).`)
  else process.exitCode = 1
})
