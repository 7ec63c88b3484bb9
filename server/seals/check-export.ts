import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { limits } from '../limits.ts'
import { type Block, membersOf, sealedKinds, type SealRecord, sweptUntil, type TrustedKeys } from './block.ts'
import { addedRow, chainChecker, type SealFinding } from './check-chain.ts'

const instant = z.coerce.date()
const record = z.array(z.string().nullable())
const kind = z.enum(sealedKinds)

const Line = z.union([
  z.object({ export: z.literal('ledger/1'), deployment: z.string(), exportedAt: instant, key: z.string() }),
  z.object({
    block: z.object({
      number: z.number().int(),
      kind,
      rows: z.number().int(),
      firstAt: instant,
      lastAt: instant,
      late: z.boolean(),
      sealedAt: instant,
      members: z.string(),
      previous: z.string(),
      hash: z.string(),
      kid: z.string(),
      signature: z.string(),
    }),
  }),
  z.object({ row: record, key: z.string() }),
  z.object({ unsealed: record, kind, key: z.string(), at: instant }),
  z.object({ end: z.object({ blocks: z.number(), rows: z.number() }) }),
])

export interface ExportReport {
  readonly findings: readonly SealFinding[]
  readonly blocks: number
  readonly rows: number
  readonly waiting: number
  /** The hash of each block, to be compared with heads that were kept elsewhere. */
  readonly hashes: ReadonlyMap<number, string>
}

/** The first line of an export: whose it is, and the key it says it was sealed with. */
export async function exportHeader(file: string): Promise<{ deployment: string; key: string } | null> {
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const header = parse(text)
    return header && 'export' in header ? header : null
  }
  return null
}

/** Checks an exported file by itself: no database, no server; one block in memory, and the hashes. */
export async function checkExport(file: string, trusted: TrustedKeys): Promise<ExportReport> {
  const checker = chainChecker(trusted)
  const findings: SealFinding[] = []
  const hashes = new Map<number, string>()
  const newest = new Map<string, Block>()
  const counted = { rows: 0, waiting: 0 }
  let exportedAt = new Date(0)
  let current: Block | undefined
  let found = new Map<string, SealRecord>()
  let ended = false

  const closeBlock = () => {
    if (!current) return
    for (const [key, hash] of membersOf(current)) {
      const finding = checker.row(current, key, hash, found.get(key))
      if (finding) findings.push(finding)
      found.delete(key)
    }
    for (const key of found.keys()) {
      const detail = `the export has it in block ${current.number}, which was sealed without it`
      findings.push({ what: 'row added', subject: `${current.kind} ${key}`, detail })
    }
    found = new Map()
    current = undefined
  }

  const read = (line: z.infer<typeof Line>) => {
    if ('row' in line) {
      counted.rows++
      found.set(line.key, line.row)
      return
    }
    closeBlock()
    if ('export' in line) exportedAt = line.exportedAt
    if ('block' in line) {
      current = line.block
      findings.push(...checker.block(current))
      hashes.set(current.number, current.hash)
      if (!current.late) newest.set(current.kind, current)
    }
    if ('unsealed' in line) {
      counted.rows++
      counted.waiting++
      const swept = sweptUntil(newest.get(line.kind), exportedAt)
      if (swept && +line.at < +swept - limits.sealLookbackMs)
        findings.push(addedRow(line.kind, line.key, line.at))
    }
    if ('end' in line) ended = line.end.rows === counted.rows && line.end.blocks === hashes.size
  }

  let at = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    at++
    const line = parse(text)
    if (line) read(line)
    else findings.push({ what: 'unreadable', subject: `line ${at}`, detail: `of ${file}` })
    if (findings.length >= limits.sealFindings) break
  }
  closeBlock()
  if (!ended && findings.length < limits.sealFindings)
    findings.push({ what: 'unreadable', subject: `line ${at}`, detail: 'the export ends before its end' })
  return { findings, blocks: checker.head().number, hashes, ...counted }
}

function parse(text: string): z.infer<typeof Line> | null {
  try {
    return Line.parse(JSON.parse(text))
  } catch {
    return null
  }
}
