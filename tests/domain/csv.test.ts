import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvRecord, formatYuan } from '#shared/domain/csv.ts'

describe('a record of CSV', () => {
  it('comes back cell by cell, whatever people wrote', () => {
    const texts = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(texts, cells => {
        const [back = []] = parse(csvRecord(cells), { relax_column_count: true }) as string[][]
        expect(back.map((cell, at) => (cells[at] === cell ? '' : cell.replace(cells[at] ?? '', '')))).toEqual(
          cells.map((cell, at) => (back[at] === cell ? '' : "'")),
        )
      }),
    )
  })

  it.each([
    '=1+1',
    '+1',
    '-1+cmd',
    '@SUM(A1)',
    '\t=1+1',
    '\r=1+1',
    '\n=1+1',
    ' =1+1',
    '＝1+1',
    '＋1',
    '－1',
    '＠x',
    '\u0000=1',
  ])('shows %j instead of running it', payload => {
    const [[cell] = []] = parse(csvRecord([payload, 'x'])) as string[][]
    expect(cell).toBe(`'${payload}`)
  })

  it.each(['a-b', '1+1=2', '光盘', 'x@y', ''])('leaves %j alone', text => {
    expect(csvRecord([text])).toBe(`${text}\r\n`)
  })

  it('quotes what would break a line, and ends with CR LF', () => {
    expect(csvRecord(['a,b', 'say "hi"', 'two\nlines', ' x', 3, { plain: '-5.00' }])).toBe(
      '"a,b","say ""hi""","two\nlines"," x",3,-5.00\r\n',
    )
  })
})

describe('yuan', () => {
  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [1250, '12.50'],
    [-300, '-3.00'],
    [-1, '-0.01'],
    [123_456_789, '1234567.89'],
  ])('%d fen are %s', (fen, yuan) => expect(formatYuan(fen)).toBe(yuan))
})
