import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatVoucherCode,
  msUntilNextStep,
  parseTillCode,
  signedText,
  stepAt,
  stepMs,
  stepTaken,
} from '#shared/domain/voucher-code.ts'
import { formatResidentCode, parseResidentCode } from '#shared/domain/resident-code.ts'

const part = (length: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9_-]{${length}}$`))
const certificate = fc.tuple(part(20), part(200), part(86)).map(parts => parts.join('.'))
const anyInstant = fc.integer({ min: 0, max: 4_102_444_800_000 })

describe('the text of a voucher’s code', () => {
  it('is read as it was written', () => {
    const code = fc.record({ certificate, step: fc.nat(9_999_999), signature: part(86) })
    fc.assert(
      fc.property(code, given => {
        expect(parseTillCode(` ${formatVoucherCode(given)}\n`)).toEqual({ kind: 'signed', ...given })
      }),
    )
  })

  it('is never read out of anything else, and reading never fails', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const read = parseTillCode(text)
        if (read?.kind === 'number') expect(text.normalize('NFKC').replace(/\D/g, '')).toBe(read.number)
        else expect(read).toBeNull()
      }),
    )
  })

  it.each(['0123456789', '012 345 6789', '０１２３４５６７８９', '012-345-6789', ' 0123456789\r\n'])(
    'is ten digits when typed as %j',
    text => expect(parseTillCode(text)).toEqual({ kind: 'number', number: '0123456789' }),
  )

  it.each(['', '123456789', '12345678901', '123456789a', '+123456789'])('is not %j', text =>
    expect(parseTillCode(text)).toBeNull(),
  )
})

describe('a step', () => {
  it('lasts 30 seconds, and each instant lies in one', () => {
    fc.assert(
      fc.property(anyInstant, at => {
        const step = stepAt(at)
        expect(at - step * stepMs).toBeGreaterThanOrEqual(0)
        expect(at + msUntilNextStep(at)).toBe((step + 1) * stepMs)
      }),
    )
  })

  it('is taken within the grace on either side, and so a copy lives 40 seconds at most', () => {
    const graceMs = 5_000
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -3, max: 3 }), (at, away) => {
        const step = stepAt(at) + away
        const sinceStart = at - step * stepMs
        expect(stepTaken(step, at, graceMs)).toBe(sinceStart >= -graceMs && sinceStart < stepMs + graceMs)
        if (away === 0) expect(stepTaken(step, at, graceMs)).toBe(true)
        if (Math.abs(away) > 1) expect(stepTaken(step, at, graceMs)).toBe(false)
      }),
    )
  })

  it('is signed for one deployment and one voucher', () => {
    expect(signedText('jlp', 'vch_1', 7)).toBe('jlp|vch_1|7')
  })
})

describe('a resident’s own code', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(certificate, token => {
        expect(parseResidentCode(formatResidentCode(token))).toEqual({ kind: 'token', token })
      }),
    )
  })

  it.each([
    ['ABCDEFGHJKLMNPQRSTUV', { kind: 'card', code: 'ABCDEFGHJKLMNPQRSTUV' }],
    ['abcde fghjk lmnpq rstuv', { kind: 'card', code: 'ABCDEFGHJKLMNPQRSTUV' }],
    ['ABCDEFGHJKLMNPQRSTU0', null],
    ['CHR1.a', null],
    ['', null],
  ])('reads %j', (text, read) => expect(parseResidentCode(text)).toEqual(read))
})
