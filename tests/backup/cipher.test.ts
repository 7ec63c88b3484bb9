import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decryptFile, encryptFile } from '#server/backup/cipher.ts'
import { limits } from '#server/limits.ts'

const folder = mkdtempSync(join(tmpdir(), 'carbon-cipher-'))
const [plain, sealed, again] = ['plain', 'sealed', 'again'].map(name => join(folder, name)) as [
  string,
  string,
  string,
]
const key = { kid: 'key-1', key: randomBytes(32) }
const chunk = limits.backupChunkBytes

function encrypted(bytes: Buffer): Buffer {
  writeFileSync(plain, bytes)
  encryptFile(plain, sealed, key)
  return readFileSync(sealed)
}

function decrypting(bytes: Buffer, by = key): () => void {
  return () => {
    writeFileSync(sealed, bytes)
    decryptFile(sealed, again, by)
  }
}

describe('an encrypted backup', () => {
  it.each([0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk])('of %i bytes comes back as it was', size => {
    const bytes = randomBytes(size)
    decrypting(encrypted(bytes))()
    expect(readFileSync(again).equals(bytes)).toBe(true)
  })

  it('shows nothing of what is in it, and is another one each time', () => {
    const bytes = Buffer.from('13812345678'.repeat(1_000))
    const [first, second] = [encrypted(bytes), encrypted(bytes)]
    expect(first.includes('13812345678')).toBe(false)
    expect(first.subarray(limits.backupHeaderBytes).equals(second.subarray(limits.backupHeaderBytes))).toBe(
      false,
    )
  })

  it('is refused when any of its bits was changed', () => {
    const small = encrypted(randomBytes(10))
    const large = encrypted(randomBytes(2 * chunk + 10))
    const some = Array.from({ length: 20 }, (_, at) => at * 100_000 + 300)
    const places = [...small.keys()].map(at => [small, at] as const)
    for (const [whole, at] of [...places, ...some.map(at => [large, at] as const)]) {
      const changed = Buffer.from(whole)
      changed[at]! ^= 1
      expect(decrypting(changed), `byte ${at}`).toThrow(/damaged|needs the key/)
    }
  })

  it('is refused when it was cut off, lengthened, or its chunks change places', () => {
    const whole = encrypted(randomBytes(2 * chunk))
    const head = limits.backupHeaderBytes
    const piece = chunk + 16
    const swapped = [
      whole.subarray(0, head),
      whole.subarray(head + piece),
      whole.subarray(head, head + piece),
    ]
    for (const bytes of [
      whole.subarray(0, head),
      whole.subarray(0, head + piece),
      whole.subarray(0, whole.length - 1),
      Buffer.concat([whole, Buffer.from([0])]),
      Buffer.concat(swapped),
    ])
      expect(decrypting(bytes)).toThrow('damaged')
  })

  it('says which key it needs', () => {
    const other = { kid: 'key-2', key: randomBytes(32) }
    expect(decrypting(encrypted(randomBytes(10)), other)).toThrow('needs the key key-1')
  })
})
