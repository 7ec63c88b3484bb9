import { createHash } from 'node:crypto'

const idBytes = 16
const filterWords = 2 ** 22
const probes = 4

/** What a row says, as 32 bytes: equal rows are equal, whatever their quotes. */
export function digestOf(fields: readonly string[]): Buffer {
  return createHash('sha256').update(fields.join('\0')).digest()
}

/** The rider whom a demonstration makes up for a row: the same row always has the same one. */
export function riderOf(digest: Buffer, riders: number): string {
  return riderName(digest.readUInt32BE(28) % riders)
}

export function riderName(at: number): string {
  return `spread-${String(at + 1).padStart(4, '0')}`
}

/**
 * Names rows that have no id of their own by what they say and, among equal rows, by which one it is in the
 * file: so the same file, cut short or in another order, gives the same names. Takes two looks at the file
 * and constant memory: the first look finds by a Bloom filter of 16 MiB which rows may be repeated, and only
 * those are counted.
 */
export class RowNames {
  readonly #filter = new Uint32Array(filterWords)
  readonly #seen = new Map<string, number>()

  /** The first look, row by row. */
  notice(digest: Buffer): void {
    let known = true
    for (let probe = 0; probe < probes; probe++) {
      const bit = digest.readUInt32BE(probe * 4)
      const word = (bit >>> 5) % filterWords
      const mask = 1 << (bit & 31)
      if (((this.#filter[word] ?? 0) & mask) === 0) known = false
      this.#filter[word] = (this.#filter[word] ?? 0) | mask
    }
    if (known) this.#seen.set(keyOf(digest), 0)
  }

  /** The second look, in the same order. */
  nameOf(digest: Buffer): string {
    const key = keyOf(digest)
    const before = this.#seen.get(key)
    if (before !== undefined) this.#seen.set(key, before + 1)
    return `row-${key}-${(before ?? 0) + 1}`
  }
}

function keyOf(digest: Buffer): string {
  return digest.subarray(0, idBytes).toString('base64url')
}
