import { parseArgs } from 'node:util'
import { dialect } from '../db/dialect.ts'
import { checkFile } from '../db/open-sqlite.ts'
import { trustedKey } from '../seals/block.ts'
import { headsFile } from '../seals/heads.ts'
import { verifySeals } from '../seals/verify-seals.ts'
import { runCommand } from './open-context.ts'

/**
 * `npm run verify-seals [-- --heads FILE] [-- --key PUBLIC]…`: says that history is what was sealed, or
 * names what is not, the first row first, and then ends with 1. `--key` trusts an older signing key too.
 */
await runCommand(async ctx => {
  const { values } = parseArgs({
    options: { heads: { type: 'string' }, key: { type: 'string', multiple: true, default: [] } },
  })
  const { kid, publicKey } = ctx.keys.signing
  const trusted = new Map([[kid, publicKey], ...values.key.map(trustedKey)])
  if (dialect === 'sqlite') checkFile(ctx.config.databaseUrl)
  const report = await verifySeals(ctx, trusted, values.heads ?? headsFile(ctx.config), block => {
    if (process.stderr.isTTY) process.stderr.write(`\rblocks checked: ${block}`)
  })
  if (process.stderr.isTTY) process.stderr.write('\n')
  for (const { what, subject, detail } of report.findings)
    console.log(`WRONG  ${what}: ${subject} (${detail})`)
  for (const number of report.lateBlocks)
    console.log(`note   block ${number} holds rows that were found after their time had been sealed`)
  if (report.findings.length > 0) process.exitCode = 1
  else
    console.log(
      `As sealed: ${report.rows} rows in ${report.blocks} blocks; ${report.waiting} wait for their seal.`,
    )
})
