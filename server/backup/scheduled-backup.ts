import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { projectFolder } from '../project-folder.ts'
import { limits } from '../limits.ts'
import { environmentFor } from './journal-process.ts'
import { keptBackups } from './kept-backups.ts'
import { digestOf } from './segment.ts'

const named = /^backup-(\d{4}-\d\d-\d\dT)(\d\d)-(\d\d)-(\d\d)Z\.carbon$/

function fileName(at: Date): string {
  return `backup-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.carbon`
}

/**
 * Writes a backup into the folder that was set, and throws away those whose time is over. A process of its
 * own copies and verifies it, so that nobody here waits. Without a folder nothing happens. Where a journal is
 * shipped, it goes on from this backup: all that the copy may lack lies after the mark, and what it has
 * already is only written once more. Throws when the backup failed; then all others are kept.
 */
export async function scheduledBackup(ctx: Pick<Context, 'config' | 'now' | 'journal'>): Promise<number> {
  const folder = ctx.config.backupFolder
  if (!folder) return 0
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const mark = await ctx.journal?.mark()
  const file = fileName(ctx.now())
  await backUpElsewhere(ctx, join(folder, file))
  if (mark) {
    const { stretch, next: from } = mark
    await ctx.journal?.addBase({ stretch, from, file, print: printOf(join(folder, file)) })
  }
  removeOld(folder)
  return 1
}

function backUpElsewhere({ config }: Pick<Context, 'config'>, file: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/backup.ts', file], {
    cwd: projectFolder,
    env: environmentFor(config),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said = `${said}${part.toString()}`.slice(-2_000)))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => (code === 0 ? resolve() : reject(new Error(`The backup failed: ${said}`))))
  })
}

/** What tells a backup from every other: its first line has a salt of its own and vouches for the rest. */
export function printOf(file: string): string {
  const handle = openSync(file, 'r')
  try {
    const line = Buffer.alloc(limits.backupHeaderBytes)
    return digestOf(line.subarray(0, readSync(handle, line, 0, line.length, 0)))
  } finally {
    closeSync(handle)
  }
}

/** The backups of the schedule in a folder, with the time in their names. */
export function scheduledIn(folder: string): { readonly name: string; readonly at: Date }[] {
  return readdirSync(folder).flatMap(name => {
    const [, day, hour, minute, second] = named.exec(name) ?? []
    return day ? [{ name, at: new Date(`${day}${hour}:${minute}:${second}Z`) }] : []
  })
}

/** Only files that this job named are ever removed. */
export function removeOld(folder: string): void {
  const files = scheduledIn(folder)
  const kept = keptBackups(files.map(file => file.at))
  for (const { name, at } of files) if (!kept.has(at)) rmSync(join(folder, name))
}
