import type { Context } from '../context.ts'
import { isLost } from '../db/failures.ts'
import { limits } from '../limits.ts'
import { type Block, sealedKinds, sweptUntil, type TrustedKeys } from './block.ts'
import { addedRow, chainChecker, type SealFinding } from './check-chain.ts'
import { checkHeads } from './check-heads.ts'
import { blocksAfter, readHashes, readNewest, rowsOfBlock, unsealedRows } from './queries.ts'
import { before } from './seal-rows.ts'

export interface SealReport {
  /** In the order of the chain, so that the first one is where the history stops being what it was. */
  readonly findings: readonly SealFinding[]
  readonly blocks: number
  readonly rows: number
  /** Rows that came after the last sealing, and will be sealed. */
  readonly waiting: number
  /** Blocks of rows that were found in a time that had been sealed. */
  readonly lateBlocks: readonly number[]
}

/**
 * Compares the whole history with its seals, the chain with its signatures, and both with the heads kept
 * outside. Reads only, in constant memory; stops after a page of findings. Without a file only the chain is
 * followed. `progress` is told the number of each block.
 */
export async function verifySeals(
  ctx: Pick<Context, 'db' | 'now'>,
  trusted: TrustedKeys,
  headsFile: string | null,
  progress: (block: number) => void = () => {},
): Promise<SealReport> {
  const { reader } = ctx.db
  const checker = chainChecker(trusted)
  const findings: SealFinding[] = []
  const lateBlocks: number[] = []
  let rows = 0
  let waiting = 0
  try {
    for await (const block of blocksAfter(reader, 0)) {
      findings.push(...checker.block(block))
      findings.push(...(await wrongRows(ctx, block, checker)))
      if (block.late) lateBlocks.push(block.number)
      rows += block.rows
      progress(block.number)
      if (findings.length >= limits.sealFindings) break
    }
    const left = await unsealed(ctx)
    findings.push(...left.added)
    waiting = left.waiting
  } catch (error) {
    if (!isLost(error)) throw error
    const subject = `after block ${checker.head().number}`
    findings.push({ what: 'unreadable', subject, detail: 'the database cannot read its own file' })
  }
  if (headsFile) findings.push(...(await checkHeads(headsFile, numbers => readHashes(reader, numbers))))
  return { findings, blocks: checker.head().number, rows, waiting, lateBlocks }
}

async function wrongRows(
  ctx: Pick<Context, 'db'>,
  block: Block,
  checker: ReturnType<typeof chainChecker>,
): Promise<SealFinding[]> {
  const findings: SealFinding[] = []
  for await (const { key, hash, row } of rowsOfBlock(ctx.db.reader, block)) {
    const finding = checker.row(block, key, hash, row?.record)
    if (finding) findings.push(finding)
  }
  return findings
}

async function unsealed(
  ctx: Pick<Context, 'db' | 'now'>,
): Promise<{ added: SealFinding[]; waiting: number }> {
  const added: SealFinding[] = []
  let waiting = 0
  for (const kind of sealedKinds) {
    const swept = sweptUntil(await readNewest(ctx.db.reader, kind), ctx.now())
    for await (const row of unsealedRows(ctx.db.reader, kind, new Date(0), null)) {
      if (!swept || row.at >= before(swept)) waiting++
      else if (added.length < limits.sealFindings) added.push(addedRow(kind, row.key, row.at))
    }
  }
  return { added, waiting }
}
