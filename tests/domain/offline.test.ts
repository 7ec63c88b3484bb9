import { createECDH, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { uncompressed } from '#shared/domain/compressed-point.ts'
import {
  isRevoked,
  judgeOffline,
  obstacleOffline,
  offlineEntryText,
  revocationDigits,
} from '#shared/domain/offline.ts'

const bounds = { issuedAtMs: 1_000_000, untilMs: 2_000_000, limitFen: 1_000 }

describe('what a till may take on its own', () => {
  it.each([
    ['its last fen', 500, { atMs: 1_500_000, settlementFen: 500 }, null],
    ['a fen too much', 500, { atMs: 1_500_000, settlementFen: 501 }, 'offline-full'],
    ['in its last instant', 0, { atMs: 1_999_999, settlementFen: 1 }, null],
    ['an instant too late', 0, { atMs: 2_000_000, settlementFen: 1 }, 'offline-too-long'],
    ['two minutes before it was ready', 0, { atMs: 880_000, settlementFen: 1 }, null],
    ['before that: the clock was turned', 0, { atMs: 879_999, settlementFen: 1 }, 'offline-clock-wrong'],
  ])('is bounded: %s', (_, spentFen, asked, obstacle) => {
    expect(obstacleOffline(bounds, spentFen, asked)).toBe(obstacle)
  })

  it('is nothing before it has been in touch', () => {
    expect(obstacleOffline(null, 0, { atMs: 1_500_000, settlementFen: 1 })).toBe('offline-not-ready')
  })
})

const used = { used: true, code: 'voucher-already-used', knownSinceMs: 1_500_000, bySameTill: false } as const
const value = { spentFen: 0, settlementFen: 1_000 }

describe('what becomes of it', () => {
  it('pays the first use, however much the till took', () => {
    expect(judgeOffline(bounds, { used: false }, { spentFen: 9_999, settlementFen: 1 }).outcome).toBe(
      'accepted',
    )
  })

  it.each([
    ['that the till could not know of', used, value, 'compensated'],
    ['beyond its limit', used, { ...value, spentFen: 1 }, 'refused'],
    ['that it had taken itself', { ...used, bySameTill: true }, value, 'refused'],
    ['on its list', { ...used, knownSinceMs: 999_999 }, value, 'refused'],
    ['of the instant of its list', { ...used, knownSinceMs: 1_000_000 }, value, 'compensated'],
  ] as const)('of a second use: %s', (_, before, worth, outcome) => {
    expect(judgeOffline(bounds, before, worth).outcome).toBe(outcome)
  })
})

describe('the list of what is used up', () => {
  const digits = fc.stringMatching(new RegExp(`^[0-9a-f]{${revocationDigits}}$`))
  it('holds exactly what was put on it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(digits, { maxLength: 60 }), digits, (listed, other) => {
        const list = listed.toSorted().join('')
        for (const one of listed) expect(isRevoked(list, `${one}00ff`)).toBe(true)
        expect(isRevoked(list, `${other}00ff`)).toBe(listed.includes(other))
      }),
    )
  })
})

describe('what a till signs', () => {
  it('names all that could be changed later', () => {
    const entry = { deviceId: 'dev_1', packId: 'opk_1', seq: 1, atMs: 5, code: 'CHT1' }
    const texts = [
      offlineEntryText('here', entry),
      offlineEntryText('there', entry),
      ...(['deviceId', 'packId', 'code'] as const).map(name =>
        offlineEntryText('here', { ...entry, [name]: 'other' }),
      ),
      ...(['seq', 'atMs'] as const).map(name => offlineEntryText('here', { ...entry, [name]: 7 })),
    ]
    expect(new Set(texts).size).toBe(7)
  })
})

describe('a key in its short form', () => {
  it('has the coordinates that node finds in it', () => {
    for (let at = 0; at < 20; at++) {
      const ecdh = createECDH('prime256v1')
      const compressed = ecdh.generateKeys('base64url', 'compressed')
      const point = ecdh.getPublicKey()
      expect(uncompressed(compressed)).toEqual({
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      })
    }
  })

  it('is refused where it is no point of the curve', () => {
    const misses = Array.from({ length: 40 }, () => {
      const bytes = Buffer.concat([Buffer.of(2), randomBytes(32)])
      return uncompressed(bytes.toString('base64url'))
    })
    expect(misses).toContain(null)
    expect(uncompressed('')).toBeNull()
    expect(uncompressed('x'.repeat(44))).toBeNull()
  })
})
