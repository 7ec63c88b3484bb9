import { readSync } from 'node:fs'

/**
 * SQLite's write-ahead log as bytes: a header, then frames of one page each, every one carrying the salts
 * of its generation and a checksum over all before it (https://www.sqlite.org/fileformat2.html#walformat).
 */
const headerBytes = 32
const frameHeaderBytes = 24
const magicLittle = 0x377f0682
const readAtOnce = 256

type Checksum = readonly [number, number]

export interface WalHeader {
  readonly pageSize: number
  /** The words of checksums, not the checksums themselves, may be stored in another order. */
  readonly bigEndian: boolean
  /** Of this generation: they change whenever the log begins anew. */
  readonly salts: string
  readonly checksum: Checksum
}

/** Up to which frame of which generation something was read; frames count from 1. */
export interface WalPosition {
  readonly salts: string
  readonly frame: number
  readonly checksum: Checksum
}

/** A committed frame that is not what its checksum says. */
export class DamagedWal extends Error {
  override readonly name = 'DamagedWal'
}

/** A log that has no header yet, or an unfinished one, has nothing committed in it: null. */
export function readWalHeader(handle: number): WalHeader | null {
  const bytes = Buffer.alloc(headerBytes)
  if (readSync(handle, bytes, 0, headerBytes, 0) < headerBytes) return null
  const magic = bytes.readUInt32BE(0)
  const bigEndian = magic === magicLittle + 1
  if (magic !== magicLittle && !bigEndian) return null
  const checksum = sumOf(bytes.subarray(0, 24), bigEndian, [0, 0])
  if (!same(checksum, [bytes.readInt32BE(24), bytes.readInt32BE(28)])) return null
  return { pageSize: bytes.readUInt32BE(8), bigEndian, salts: bytes.toString('hex', 16, 24), checksum }
}

export function startOf({ salts, checksum }: WalHeader): WalPosition {
  return { salts, frame: 0, checksum }
}

/** True when `next` is the generation that follows: the log began anew once. */
export function follows(salts: string, next: string): boolean {
  const first = (text: string) => Number.parseInt(text.slice(0, 8), 16)
  return salts === '' || first(next) === (first(salts) + 1) % 2 ** 32
}

export interface Frame {
  readonly page: number
  /** Valid until the next frame is asked for. */
  readonly content: Buffer
  /** Pages of the whole database when this frame ends a transaction; 0 within one. */
  readonly databasePages: number
  readonly position: WalPosition
}

/**
 * The frames after a position up to frame `until`, which is committed. Throws `DamagedWal` at the first
 * that is not of this generation or not what its checksum says.
 */
export function* framesAfter(
  handle: number,
  header: WalHeader,
  after: WalPosition,
  until: number,
): Generator<Frame> {
  const size = frameHeaderBytes + header.pageSize
  const bytes = Buffer.from(new ArrayBuffer(size * readAtOnce))
  let { frame, checksum } = after
  while (frame < until) {
    const wanted = Math.min(readAtOnce, until - frame)
    const read = readSync(handle, bytes, 0, wanted * size, headerBytes + frame * size)
    if (read < wanted * size) throw new DamagedWal(`the log is cut off after frame ${frame}`)
    for (let at = 0; at < wanted; at++) {
      const one = bytes.subarray(at * size, (at + 1) * size)
      checksum = sumOf(one.subarray(0, 8), header.bigEndian, checksum)
      checksum = sumOf(one.subarray(frameHeaderBytes), header.bigEndian, checksum)
      frame++
      const right =
        one.toString('hex', 8, 16) === header.salts &&
        same(checksum, [one.readInt32BE(16), one.readInt32BE(20)])
      if (!right) throw new DamagedWal(`frame ${frame} of the log is not what its checksum says`)
      yield {
        page: one.readUInt32BE(0),
        content: one.subarray(frameHeaderBytes),
        databasePages: one.readUInt32BE(4),
        position: { salts: header.salts, frame, checksum },
      }
    }
  }
}

/** The place after a frame that is committed; null when the frame is of another generation. */
export function positionAt(handle: number, header: WalHeader, frame: number): WalPosition | null {
  if (frame === 0) return startOf(header)
  const bytes = Buffer.alloc(frameHeaderBytes)
  const at = headerBytes + (frame - 1) * (frameHeaderBytes + header.pageSize)
  if (readSync(handle, bytes, 0, frameHeaderBytes, at) < frameHeaderBytes) return null
  if (bytes.toString('hex', 8, 16) !== header.salts) return null
  return { salts: header.salts, frame, checksum: [bytes.readInt32BE(16), bytes.readInt32BE(20)] }
}

/** True when the log still has, at this position, what was read there before. */
export function stillHolds(handle: number, header: WalHeader, position: WalPosition): boolean {
  if (header.salts !== position.salts) return false
  const there = positionAt(handle, header, position.frame)
  return there !== null && same(there.checksum, position.checksum)
}

/** The format's own checksum, continued: 32-bit sums of pairs of words. */
function sumOf(bytes: Buffer, bigEndian: boolean, [first, second]: Checksum): Checksum {
  const ordered = bigEndian ? Buffer.from(bytes).swap32() : bytes
  const words = new Int32Array(ordered.buffer, ordered.byteOffset, ordered.length / 4)
  let [s0, s1] = [first, second]
  for (let at = 0; at < words.length; at += 2) {
    s0 = (s0 + (words[at] ?? 0) + s1) | 0
    s1 = (s1 + (words[at + 1] ?? 0) + s0) | 0
  }
  return [s0, s1]
}

function same(one: Checksum, other: Checksum): boolean {
  return one[0] === other[0] && one[1] === other[1]
}
