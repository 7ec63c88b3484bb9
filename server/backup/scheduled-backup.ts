import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { projectFolder } from '../project-folder.ts'
import { keptBackups } from './kept-backups.ts'

const named = /^backup-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.carbon$/

function fileName(at: Date): string {
  return `backup-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.carbon`
}

/**
 * Writes a backup into the folder that was set, and throws away those whose time is over. A process of its
 * own copies and verifies it, so that nobody here waits. Without a folder nothing happens. Throws when the
 * backup failed; then all others are kept.
 */
export async function scheduledBackup(ctx: Pick<Context, 'config' | 'now'>): Promise<number> {
  const folder = ctx.config.backupFolder
  if (!folder) return 0
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  await backUpElsewhere(ctx, join(folder, fileName(ctx.now())))
  removeOld(folder)
  return 1
}

function backUpElsewhere({ config }: Pick<Context, 'config'>, file: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/backup.ts', file], {
    cwd: projectFolder,
    env: {
      ...process.env,
      DATA_DIR: config.dataFolder,
      DATABASE_URL: config.databaseUrl,
      BACKUP_DIR: config.backupFolder ?? '',
      SEAL_DIR: config.sealFolder,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said = `${said}${part.toString()}`.slice(-2_000)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`The backup failed: ${said}`))))
  })
}

/** Only files that this job named are ever removed. */
export function removeOld(folder: string): void {
  const files = readdirSync(folder).flatMap(name => {
    const [, day, hour, minute, second] = named.exec(name) ?? []
    return day ? [{ name, at: new Date(`${day}${hour}:${minute}:${second}Z`) }] : []
  })
  const kept = keptBackups(files.map(file => file.at))
  for (const { name, at } of files) if (!kept.has(at)) rmSync(join(folder, name))
}
