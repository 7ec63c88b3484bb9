import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeBackup } from '../backup/write-backup.ts'
import { ConfigurationError } from '../config.ts'
import { dialect } from '../db/dialect.ts'
import { runCommand } from './open-context.ts'

/**
 * `npm run backup -- FILE [--plain]`: a verified, encrypted copy of the embedded database, made while it is
 * in use.
 */
await runCommand(async ctx => {
  const { values, positionals } = parseArgs({
    options: { plain: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [file] = positionals
  if (!file) throw new ConfigurationError('Usage: npm run backup -- FILE [--plain]')
  if (dialect === 'postgres')
    throw new ConfigurationError(
      'PostgreSQL is backed up by its own tools: pg_basebackup, pg_dump; see the README.',
    )
  await writeBackup(ctx, resolve(file), values)
  const how = values.plain ? 'NOT encrypted' : `encrypted with the key ${ctx.keys.backup.kid}`
  console.log(`Backup written, read back and verified: ${resolve(file)}, ${how}.`)
  console.log(
    'The keys are not in it: without MASTER_KEY (or BACKUP_KEY) it is worth nothing. Keep them apart.',
  )
})
