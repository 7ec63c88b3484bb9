import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { limits } from '../limits.ts'
import { type BackupKey, UnreadableBackup } from './cipher.ts'

/**
 * The first line of a segment: its place in the journal and the digest of the segment before. It is
 * authenticated with the content, so a segment that is missing, moved or of another journal shows.
 */
const Header = z.strictObject({
  journal: z.literal(1),
  key: z.string(),
  salt: z.string(),
  stretch: z.string(),
  number: z.int().min(1),
  after: z.string(),
})
type Header = z.infer<typeof Header>

/** A verified backup that the journal goes on from: replaying from segment `from` takes it to the end. */
const Base = z.strictObject({ file: z.string(), print: z.string(), from: z.int().min(1) })
export type Base = z.infer<typeof Base>

const Meta = z.strictObject({
  /** Everything committed before this instant is in this segment or before it. */
  at: z.iso.datetime(),
  /** Up to where the write-ahead log was read. */
  position: z.strictObject({
    salts: z.string(),
    frame: z.int().min(0),
    checksum: z.tuple([z.int(), z.int()]),
  }),
  pageSize: z.int().min(0),
  /** Pages of the whole database; 0 when a transaction goes on in the next segment. */
  databasePages: z.int().min(0),
  /** The newest first. */
  bases: z.array(Base),
})
export type SegmentMeta = z.infer<typeof Meta>

export interface Segment {
  readonly stretch: string
  readonly number: number
  /** Digest of the whole segment before; empty for the first. */
  readonly after: string
  readonly meta: SegmentMeta
  /** Page numbers, from 1, and what they hold. */
  readonly pages: ReadonlyMap<number, Buffer>
}

const tagBytes = 16
const nonce = Buffer.alloc(12)

/** A key for one segment only, so that its nonce may always be the same. */
function segmentKey({ key }: BackupKey, { salt }: Header): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.from(salt, 'base64url'), 'carbon journal/1', 32))
}

export function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url')
}

/** Encrypts a segment (AES-256-GCM). */
export function sealSegment({ stretch, number, after, meta, pages }: Segment, key: BackupKey): Buffer {
  const salt = randomBytes(16).toString('base64url')
  const header: Header = { journal: 1, key: key.kid, salt, stretch, number, after }
  const line = Buffer.from(`${JSON.stringify(header)}\n`.padStart(limits.backupHeaderBytes))
  const cipher = createCipheriv('aes-256-gcm', segmentKey(key, header), nonce).setAAD(line)
  const words = Buffer.from(JSON.stringify(meta))
  const sealed = [cipher.update(numberBytes(words.length)), cipher.update(words)]
  for (const [page, content] of pages) sealed.push(cipher.update(numberBytes(page)), cipher.update(content))
  return Buffer.concat([line, ...sealed, cipher.final(), cipher.getAuthTag()])
}

/** Decrypts what `sealSegment` made. Throws `UnreadableBackup`. */
export function openSegment(bytes: Buffer, key: BackupKey): Segment {
  const line = bytes.subarray(0, limits.backupHeaderBytes)
  const header = headerOf(line)
  if (header.key !== key.kid)
    throw new UnreadableBackup(`it needs the key ${header.key}; the one given here is ${key.kid}`)
  const plain = decrypted(bytes, line, segmentKey(key, header))
  const contentAt = 4 + plain.readUInt32BE(0)
  const meta = Meta.parse(JSON.parse(plain.toString('utf8', 4, contentAt)))
  const pages = new Map<number, Buffer>()
  for (let at = contentAt; at < plain.length; at += 4 + meta.pageSize)
    pages.set(plain.readUInt32BE(at), plain.subarray(at + 4, at + 4 + meta.pageSize))
  const { stretch, number, after } = header
  return { stretch, number, after, meta, pages }
}

function headerOf(line: Buffer): Header {
  try {
    return Header.parse(JSON.parse(line.toString('utf8')))
  } catch {
    throw new UnreadableBackup('it is damaged or no segment of a journal')
  }
}

function decrypted(bytes: Buffer, line: Buffer, secret: Buffer): Buffer {
  const cut = bytes.length - tagBytes
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce).setAAD(line)
    decipher.setAuthTag(bytes.subarray(cut))
    return Buffer.concat([decipher.update(bytes.subarray(line.length, cut)), decipher.final()])
  } catch {
    throw new UnreadableBackup('it is damaged or cut off')
  }
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
