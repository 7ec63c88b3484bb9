import type { Context } from '../context.ts'
import { isDuplicate } from '../db/failures.ts'
import { limits } from '../limits.ts'
import { type Block, beginning, makeBlock, type SealableRow, sealedKinds, sweptUntil } from './block.ts'
import type { SealedKind } from './block.ts'
import { appendHeads } from './heads.ts'
import { readHead, readNewest, unsealedRows } from './queries.ts'
import { sealBlock } from './tables.ts'

/** All that sealing touches. */
export type Sealing = Pick<Context, 'db' | 'now' | 'keys' | 'config' | 'log'>

/**
 * Seals what is new, and says how many rows. Each run looks again at the last minutes before the newest
 * sealed row, where a slow transaction may have committed meanwhile; `sealLateRows` looks at everything.
 * Any number of processes may run it at once. Throws `SealAlarm` when the chain does not lead to the head
 * that is kept outside.
 */
export function sealRows(ctx: Sealing): Promise<number> {
  return sealAll(ctx, async kind => {
    const swept = sweptUntil(await readNewest(ctx.db.reader, kind), ctx.now())
    return { late: false, from: swept ? before(swept) : new Date(0), until: null }
  })
}

/**
 * Seals rows whose time was swept before they were there, marked as late: the clock stood wrong, or
 * somebody added them.
 */
export async function sealLateRows(ctx: Sealing): Promise<number> {
  const found = await sealAll(ctx, async kind => {
    const swept = sweptUntil(await readNewest(ctx.db.reader, kind), ctx.now())
    return swept ? { late: true, from: new Date(0), until: before(swept) } : null
  })
  if (found > 0) ctx.log.warn({ lateRows: found }, 'rows were found in a time that had been sealed')
  return found
}

interface Sweep {
  readonly late: boolean
  readonly from: Date
  readonly until: Date | null
}

/** From here on a row may still be missing from its block without anything being wrong. */
export function before(swept: Date): Date {
  return new Date(swept.getTime() - limits.sealLookbackMs)
}

async function sealAll(ctx: Sealing, sweepOf: (kind: SealedKind) => Promise<Sweep | null>): Promise<number> {
  // The chain is not built on when it is shorter than what was seen of it.
  await appendHeads(ctx)
  let sealed = 0
  for (const kind of sealedKinds) {
    const sweep = await sweepOf(kind)
    if (sweep) sealed += await sealKind(ctx, kind, sweep)
  }
  await appendHeads(ctx)
  return sealed
}

async function sealKind(ctx: Sealing, kind: SealedKind, { late, from, until }: Sweep): Promise<number> {
  // Read before the rows: if another process seals any of them meanwhile, the next number is taken.
  let head = await readHead(ctx.db.reader)
  let sealed = 0
  let blocks = 0
  let rows: SealableRow[] = []

  const close = async (): Promise<boolean> => {
    const [first, ...others] = rows
    if (!first) return true
    const given = { number: (head?.number ?? 0) + 1, previous: head?.hash ?? beginning, kind, late }
    const block = makeBlock([first, ...others], { ...given, sealedAt: ctx.now() }, ctx.keys.signing)
    if (!(await insertBlock(ctx, block))) return false
    head = block
    blocks++
    sealed += rows.length
    rows = []
    return true
  }

  for await (const row of unsealedRows(ctx.db.reader, kind, from, until)) {
    const [first] = rows
    const full = rows.length >= limits.sealRows || (first && +row.at - +first.at > limits.sealSpanMs)
    if (full && (!(await close()) || blocks >= limits.sealBlocks)) return sealed
    rows.push(row)
  }
  await close()
  return sealed
}

/** Thrown inside the transaction when another process has taken the number. */
class Overtaken extends Error {}

/** False when another process has taken the number, however the database says so. */
async function insertBlock(ctx: Sealing, block: Block): Promise<boolean> {
  try {
    await ctx.db.transaction(async tx => {
      if ((await readHead(tx))?.hash !== (block.previous || undefined)) throw new Overtaken()
      await tx.insert(sealBlock).values(block)
    })
    return true
  } catch (error) {
    if (error instanceof Overtaken || isDuplicate(error)) return false
    throw error
  }
}
