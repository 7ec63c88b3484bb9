import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { ConfigurationError } from '../config.ts'
import { exportLedger } from '../seals/export-ledger.ts'
import { runCommand } from './open-context.ts'

/** `npm run export-ledger -- FILE`: the sealed history, for whoever is to verify it elsewhere. */
await runCommand(async ctx => {
  const [file] = process.argv.slice(2)
  if (!file) throw new ConfigurationError('Usage: npm run export-ledger -- FILE')
  const out = createWriteStream(resolve(file), { mode: 0o600 })
  for await (const line of exportLedger(ctx)) if (!out.write(line)) await once(out, 'drain')
  out.end()
  await once(out, 'close')
  console.log(`Written: ${resolve(file)}. npm run verify-export -- FILE HEADS checks it without this server.`)
})
