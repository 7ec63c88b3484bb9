import {
  type Block,
  beginning,
  blockHash,
  hashOf,
  isSigned,
  type SealRecord,
  type TrustedKeys,
} from './block.ts'

/** What is wrong, and where: in words for whoever has to look into it. */
export interface SealFinding {
  readonly what:
    | 'row changed'
    | 'row missing'
    | 'row added'
    | 'block changed'
    | 'block missing'
    | 'signature broken'
    | 'tail cut off'
    | 'head differs'
    | 'unreadable'
  /** The row's kind and key, or the block's number. */
  readonly subject: string
  readonly detail: string
}

/**
 * Follows a chain from its first block on, given the blocks in order and each of their rows. Knows no
 * database and no file: the live verifier and the one for exports both ask it.
 */
export function chainChecker(trusted: TrustedKeys) {
  let number = 0
  let hash = beginning

  /** What is wrong with the next block itself. */
  function block(next: Block): SealFinding[] {
    const subject = `block ${next.number}`
    const findings: SealFinding[] = []
    if (next.number !== number + 1) {
      const detail = `after block ${number} comes block ${next.number}`
      findings.push({ what: 'block missing', subject: `block ${number + 1}`, detail })
    } else if (next.previous !== hash) {
      findings.push({ what: 'block changed', subject, detail: 'it does not continue the block before it' })
    }
    if (blockHash(next) !== next.hash)
      findings.push({ what: 'block changed', subject, detail: 'its content does not give its hash' })
    if (!isSigned(next, trusted)) {
      const detail = trusted.has(next.kid) ? `by key ${next.kid}` : `key ${next.kid} is not trusted`
      findings.push({ what: 'signature broken', subject, detail })
    }
    number = next.number
    hash = next.hash
    return findings
  }

  /** What is wrong with one row of a block; null when it is as it was sealed. */
  function row(of: Block, key: string, sealed: string, record: SealRecord | undefined): SealFinding | null {
    const subject = `${of.kind} ${key}`
    const detail = `sealed in block ${of.number}`
    if (!record) return { what: 'row missing', subject, detail }
    return hashOf(record) === sealed ? null : { what: 'row changed', subject, detail }
  }

  return { block, row, head: () => ({ number, hash }) }
}

/** A row in a time that had been sealed long before, which no block knows. */
export function addedRow(kind: string, key: string, at: Date): SealFinding {
  const detail = `posted at ${at.toISOString()}, a time that is sealed without it`
  return { what: 'row added', subject: `${kind} ${key}`, detail }
}
