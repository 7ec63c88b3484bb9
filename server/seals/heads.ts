import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { type Head, headLine, parseHead } from './heads-file.ts'
import { headsAfter, readHashes } from './queries.ts'

/** The chain in the database does not lead to a head that was kept outside of it. */
export class SealAlarm extends Error {
  override readonly name = 'SealAlarm'
}

/** The place outside the database: a line a block. */
export function headsFile(config: Pick<Config, 'sealFolder'>): string {
  return join(config.sealFolder, 'seal-heads.jsonl')
}

/**
 * Writes the heads that are not in the outside file yet, and is on disk when it answers. A process that
 * died after a commit, or another one that sealed, is caught up with here. Throws `SealAlarm` when the file
 * knows a block that the database does not have, or has otherwise.
 */
export async function appendHeads(ctx: Pick<Context, 'db' | 'config'>): Promise<void> {
  const file = headsFile(ctx.config)
  await mkdir(dirname(file), { recursive: true })
  const handle = await open(file, 'a+', 0o600)
  try {
    const last = await lastHead(handle)
    if (last) await assertKnown(ctx, last)
    let written = 0
    for await (const heads of headsAfter(ctx.db.reader, last?.number ?? 0)) {
      await handle.appendFile(heads.map(headLine).join(''))
      written += heads.length
    }
    if (written > 0) await handle.sync()
  } finally {
    await handle.close()
  }
}

async function assertKnown(ctx: Pick<Context, 'db'>, { number, hash }: Head): Promise<void> {
  const kept = (await readHashes(ctx.db.reader, [number])).get(number)
  if (kept === hash) return
  const how = kept === undefined ? 'is not in the database' : 'is another one in the database'
  throw new SealAlarm(
    `Block ${number} ${how}: run verify-seals; nothing more is sealed until this is settled`,
  )
}

/** The last whole line; a line that a power cut left unfinished is taken off first. */
async function lastHead(handle: FileHandle): Promise<Head | null> {
  const { size } = await handle.stat()
  const from = Math.max(0, size - limits.sealHeadBytes)
  const bytes = Buffer.alloc(size - from)
  await handle.read(bytes, 0, bytes.length, from)
  const end = bytes.lastIndexOf('\n') + 1
  if (end < bytes.length) await handle.truncate(from + end)
  const text = bytes.subarray(0, end).toString('utf8').trimEnd()
  if (text === '') return null
  const head = parseHead(text.slice(text.lastIndexOf('\n') + 1))
  if (!head) throw new SealAlarm('The last line of the heads outside cannot be read')
  return head
}
