import { setImmediate as letOthers } from 'node:timers/promises'
import { and, asc, desc, eq, gt, gte, inArray, lte } from 'drizzle-orm'
import type { Reader } from '../db/database.ts'
import { limits } from '../limits.ts'
import { type Block, membersOf, type SealableRow, type SealedKind, type SealHead } from './block.ts'
import { sealedTables } from './rows.ts'
import { sealBlock } from './tables.ts'

/** The last block of the chain. */
export async function readHead(reader: Reader): Promise<Block | undefined> {
  const [head] = await reader.select().from(sealBlock).orderBy(desc(sealBlock.number)).limit(1)
  return head
}

/** The last block of a kind that was sealed in its time. */
export async function readNewest(reader: Reader, kind: SealedKind): Promise<Block | undefined> {
  const [newest] = await reader
    .select()
    .from(sealBlock)
    .where(and(eq(sealBlock.kind, kind), eq(sealBlock.late, false)))
    .orderBy(desc(sealBlock.number))
    .limit(1)
  return newest
}

/** The chain from the block after `number` on, one block in memory at a time. */
export async function* blocksAfter(reader: Reader, number: number): AsyncGenerator<Block> {
  for (let after = number; ;) {
    const [block] = await reader
      .select()
      .from(sealBlock)
      .where(gt(sealBlock.number, after))
      .orderBy(asc(sealBlock.number))
      .limit(1)
    if (!block) return
    yield block
    after = block.number
  }
}

/** What is kept outside of the blocks after `number`, a page of them at a time. */
export async function* headsAfter(reader: Reader, number: number): AsyncGenerator<readonly SealHead[]> {
  const { hash, kid, signature, sealedAt } = sealBlock
  for (let after = number; ;) {
    const page = await reader
      .select({ number: sealBlock.number, hash, kid, signature, sealedAt })
      .from(sealBlock)
      .where(gt(sealBlock.number, after))
      .orderBy(asc(sealBlock.number))
      .limit(limits.sealPageRows)
    const last = page.at(-1)
    if (!last) return
    yield page
    after = last.number
    await letOthers()
  }
}

/** The hashes of some blocks, at most a chunk of them. */
export async function readHashes(reader: Reader, numbers: readonly number[]): Promise<Map<number, string>> {
  const found = await reader
    .select({ number: sealBlock.number, hash: sealBlock.hash })
    .from(sealBlock)
    .where(inArray(sealBlock.number, [...numbers]))
  return new Map(found.map(({ number, hash }) => [number, hash]))
}

/** The keys of the rows that are sealed, of all blocks that may hold a row of these. */
async function sealedKeys(
  reader: Reader,
  kind: SealedKind,
  rows: readonly SealableRow[],
): Promise<Set<string>> {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return new Set()
  const blocks = await reader
    .select({ members: sealBlock.members })
    .from(sealBlock)
    .where(
      and(
        eq(sealBlock.kind, kind),
        gte(sealBlock.lastAt, first.at),
        // No block is longer than this: the index has an end on both sides.
        lte(sealBlock.lastAt, new Date(last.at.getTime() + limits.sealSpanMs)),
        lte(sealBlock.firstAt, last.at),
      ),
    )
  return new Set(blocks.flatMap(block => membersOf(block).map(([key]) => key)))
}

/**
 * The rows of a kind that are in no block, in the order of their time, from one instant until before
 * another. What is sealed is known by its key, not by a position in time: a row that was committed late is
 * found whenever its time is looked at again.
 */
export async function* unsealedRows(
  reader: Reader,
  kind: SealedKind,
  from: Date,
  until: Date | null,
): AsyncGenerator<SealableRow> {
  for (let after: SealableRow | null = null; ;) {
    const rows = await sealedTables[kind].page(reader, from, after, limits.sealPageRows)
    const sealed = await sealedKeys(reader, kind, rows)
    for (const row of rows) {
      if (until && row.at >= until) return
      if (!sealed.has(row.key)) yield row
    }
    const last = rows.at(-1)
    if (!last || rows.length < limits.sealPageRows) return
    after = last
    await letOthers()
  }
}

/**
 * The rows with the keys of a block, each beside its key in the block's order; none where the row is gone.
 */
export async function* rowsOfBlock(
  reader: Reader,
  block: Block,
): AsyncGenerator<{ readonly key: string; readonly hash: string; readonly row: SealableRow | undefined }> {
  const members = membersOf(block)
  for (let at = 0; at < members.length; at += limits.sealPageRows) {
    const chunk = members.slice(at, at + limits.sealPageRows)
    const keys = chunk.map(([key]) => key)
    const found = await sealedTables[block.kind].byKeys(reader, keys)
    const byKey = new Map(found.map(row => [row.key, row]))
    for (const [key, hash] of chunk) yield { key, hash, row: byKey.get(key) }
    await letOthers()
  }
}
