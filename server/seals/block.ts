import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'

/** What is sealed. A transfer's record carries the lot moves of its reference. */
export const sealedKinds = ['transfer', 'decision', 'audit'] as const
export type SealedKind = (typeof sealedKinds)[number]

/** What a row says, field by field in the order of `rows.ts`. Nothing in it is personal but pseudonyms. */
export type SealRecord = readonly (string | null)[]

export interface SealableRow {
  readonly at: Date
  readonly key: string
  readonly record: SealRecord
}

/** The key of a sealed row and the hash of its record. */
export type Member = readonly [key: string, hash: string]

/** What the hash of a block covers. */
export interface BlockContent {
  readonly number: number
  readonly kind: SealedKind
  readonly rows: number
  readonly firstAt: Date
  readonly lastAt: Date
  readonly late: boolean
  readonly sealedAt: Date
  readonly members: string
  readonly previous: string
}

export interface Block extends BlockContent {
  readonly hash: string
  readonly kid: string
  readonly signature: string
}

/** What is kept of a block outside the database. */
export type SealHead = Pick<Block, 'number' | 'hash' | 'kid' | 'signature' | 'sealedAt'>

export interface SealingKey {
  readonly kid: string
  readonly privateKey: KeyObject
}

/** The keys that may have signed a block, by their kid. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>

/** What stands before the first block. */
export const beginning = ''

/**
 * SHA-256 over the length of each field in bytes, a colon and the field, `~` for null: two records that
 * differ anywhere, even in where one field ends, have two texts.
 */
export function hashOf(fields: SealRecord): string {
  const hash = createHash('sha256')
  for (const field of fields) {
    if (field === null) hash.update('~')
    else hash.update(`${Buffer.byteLength(field)}:`).update(field)
  }
  return hash.digest('base64url')
}

export function blockHash(content: BlockContent): string {
  return hashOf([
    'seal/1',
    String(content.number),
    content.kind,
    String(content.rows),
    content.firstAt.toISOString(),
    content.lastAt.toISOString(),
    String(content.late),
    content.sealedAt.toISOString(),
    content.previous,
    content.members,
  ])
}

/** The words before the hash keep this signature from being taken for one of a token or a certificate. */
const signedText = (hash: string) => Buffer.from(`jiulongpo-carbon seal/1 ${hash}`)

/** Makes the next block of rows that are in order of their time; at least one. */
export function makeBlock(
  rows: readonly [SealableRow, ...SealableRow[]],
  given: Pick<BlockContent, 'number' | 'kind' | 'late' | 'sealedAt' | 'previous'>,
  key: SealingKey,
): Block {
  const members: Member[] = rows.map(row => [row.key, hashOf(row.record)])
  const content: BlockContent = {
    ...given,
    rows: rows.length,
    firstAt: rows[0].at,
    lastAt: rows.at(-1)?.at ?? rows[0].at,
    members: JSON.stringify(members),
  }
  const hash = blockHash(content)
  const signature = sign(null, signedText(hash), key.privateKey).toString('base64url')
  return { ...content, hash, kid: key.kid, signature }
}

/** True when the block's hash carries the signature of a trusted key. */
export function isSigned(block: Pick<Block, 'hash' | 'kid' | 'signature'>, trusted: TrustedKeys): boolean {
  const key = trusted.get(block.kid)
  return !!key && verify(null, signedText(block.hash), key, Buffer.from(block.signature, 'base64url'))
}

/** The rows of a block; empty when its text is damaged, which its hash shows. */
export function membersOf(block: Pick<Block, 'members'>): readonly Member[] {
  try {
    return JSON.parse(block.members) as Member[]
  } catch {
    return []
  }
}

/**
 * Until when the rows of a kind had all been looked at when this block was sealed: the clock may have stood
 * wrong.
 */
export function sweptUntil(block: Pick<Block, 'lastAt' | 'sealedAt'> | undefined, now: Date): Date | null {
  if (!block) return null
  return new Date(Math.min(block.lastAt.getTime(), block.sealedAt.getTime(), now.getTime()))
}

/** A public key as text (SPKI DER, base64), and the kid by which blocks name it. */
export function trustedKey(text: string): readonly [kid: string, key: KeyObject] {
  const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  return [kidOf(key), key]
}

export function publicText(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).toString('base64')
}

/** The same as `keys.ts` gives a signing key. */
function kidOf(key: KeyObject): string {
  const der = key.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('base64url').slice(0, 8)
}
