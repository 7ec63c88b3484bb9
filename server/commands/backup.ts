import { resolve } from 'node:path'
import { ConfigurationError } from '../config.ts'
import { runCommand } from './open-context.ts'

/** `npm run backup -- FILE`: a checked copy of the embedded database, made while it is in use. */
await runCommand(async ctx => {
  const [file] = process.argv.slice(2)
  if (!file) throw new ConfigurationError('Usage: npm run backup -- FILE')
  await ctx.db.backup(resolve(file))
  console.log(
    `Backup written and checked: ${resolve(file)}. The keys (keys.json) are not in it: keep them apart.`,
  )
})
