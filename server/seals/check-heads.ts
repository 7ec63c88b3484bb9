import { limits } from '../limits.ts'
import type { SealFinding } from './check-chain.ts'
import { type Head, headsIn } from './heads-file.ts'

type HashesOf = (numbers: readonly number[]) => Promise<ReadonlyMap<number, string>>

/** Compares every head of an outside file with the chain, a chunk at a time. */
export async function checkHeads(file: string, hashesOf: HashesOf): Promise<SealFinding[]> {
  const findings: SealFinding[] = []
  let chunk: Head[] = []
  const compare = async () => {
    const kept = await hashesOf(chunk.map(head => head.number))
    for (const head of chunk) findings.push(...differing(head, kept.get(head.number)))
    chunk = []
  }
  for await (const { at, head } of headsIn(file)) {
    if (head) chunk.push(head)
    else findings.push({ what: 'unreadable', subject: `line ${at}`, detail: `of ${file}` })
    if (chunk.length >= limits.chunkRows) await compare()
    if (findings.length >= limits.sealFindings) return findings
  }
  await compare()
  return findings
}

function differing(head: Head, hash: string | undefined): SealFinding[] {
  const subject = `block ${head.number}`
  if (hash === head.hash) return []
  return hash === undefined
    ? [{ what: 'tail cut off', subject, detail: `its head was kept outside at ${head.sealedAt}` }]
    : [{ what: 'head differs', subject, detail: 'the head that was kept outside is another one' }]
}
