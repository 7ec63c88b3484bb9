import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { limits } from '../limits.ts'

/** Which key a backup needs, and what makes it unlike the key of every other backup. */
const Header = z.strictObject({ backup: z.literal(1), key: z.string(), salt: z.string() })
type Header = z.infer<typeof Header>

export interface BackupKey {
  readonly kid: string
  readonly key: Buffer
}

/** A backup that cannot be read: another key, another version, damaged or cut off. */
export class UnreadableBackup extends Error {
  override readonly name = 'UnreadableBackup'
}

const tagBytes = 16

/** A key used for one file only, so that counting is enough for a nonce. */
function fileKey({ key }: BackupKey, { salt }: Header): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.from(salt, 'base64url'), 'carbon backup/1', 32))
}

/** Counts the chunks and marks the last: none can be moved, left out or cut off. */
function nonceOf(chunk: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(chunk), 0)
  nonce.writeUInt8(last ? 1 : 0, 11)
  return nonce
}

/** The pieces of a file, in one buffer's memory, each with whether it is the last; an empty file has one. */
function* piecesOf(handle: number, bytes: number): Generator<{ piece: Buffer; last: boolean }> {
  let piece = readPiece(handle, bytes)
  for (;;) {
    const next = readPiece(handle, bytes)
    yield { piece, last: next.length === 0 }
    if (next.length === 0) return
    piece = next
  }
}

function readPiece(handle: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes)
  let filled = 0
  while (filled < bytes) {
    const read = readSync(handle, buffer, filled, bytes - filled, null)
    if (read === 0) break
    filled += read
  }
  return buffer.subarray(0, filled)
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written)
}

/** Runs `work` on two open files; what it wrote is on disk when it returns. */
function copying(from: string, to: string, work: (source: number, target: number) => void): void {
  const source = openSync(from, 'r')
  try {
    const target = openSync(to, 'w', 0o600)
    try {
      work(source, target)
      fsyncSync(target)
    } finally {
      closeSync(target)
    }
  } finally {
    closeSync(source)
  }
}

/** Encrypts a file in chunks (AES-256-GCM) after a line that says which key it needs. Constant memory. */
export function encryptFile(from: string, to: string, key: BackupKey): void {
  const header: Header = { backup: 1, key: key.kid, salt: randomBytes(16).toString('base64url') }
  const line = Buffer.from(`${JSON.stringify(header)}\n`.padStart(limits.backupHeaderBytes))
  const secret = fileKey(key, header)
  copying(from, to, (source, target) => {
    writeAll(target, line)
    let chunk = 0
    for (const { piece, last } of piecesOf(source, limits.backupChunkBytes)) {
      const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(chunk++, last)).setAAD(line)
      writeAll(target, Buffer.concat([cipher.update(piece), cipher.final()]))
      writeAll(target, cipher.getAuthTag())
    }
  })
}

const plainStart = 'SQLite format 3\0'

/** The line of an encrypted backup; null for one that was written plainly. */
function headerOf(line: Buffer): Header | null {
  const text = line.toString('utf8').trim()
  if (line.toString('latin1').startsWith(plainStart)) return null
  try {
    return Header.parse(JSON.parse(text))
  } catch {
    throw new UnreadableBackup(
      'This is no backup, or its first line is damaged, or it is of a newer version.',
    )
  }
}

/** Decrypts what `encryptFile` wrote; copies a backup that was written plainly. Throws `UnreadableBackup`. */
export function decryptFile(from: string, to: string, key: BackupKey): void {
  copying(from, to, (source, target) => {
    const line = readPiece(source, limits.backupHeaderBytes)
    const header = headerOf(line)
    if (!header) {
      writeAll(target, line)
      for (const { piece } of piecesOf(source, limits.backupChunkBytes)) writeAll(target, piece)
      return
    }
    if (header.key !== key.kid)
      throw new UnreadableBackup(`This backup needs the key ${header.key}; the one given here is ${key.kid}.`)
    const secret = fileKey(key, header)
    let chunk = 0
    for (const { piece, last } of piecesOf(source, limits.backupChunkBytes + tagBytes))
      writeAll(target, decryptChunk(piece, secret, nonceOf(chunk++, last), line))
  })
}

function decryptChunk(piece: Buffer, secret: Buffer, nonce: Buffer, line: Buffer): Buffer {
  const cut = piece.length - tagBytes
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce).setAAD(line)
    decipher.setAuthTag(piece.subarray(cut))
    return Buffer.concat([decipher.update(piece.subarray(0, cut)), decipher.final()])
  } catch {
    throw new UnreadableBackup('This backup is damaged or cut off.')
  }
}
