/** Text is anything a person may have written; `plain` is a number or time that we wrote ourselves. */
export type Cell = string | number | { readonly plain: string }

/** Excel takes a file for UTF-8 only when it starts with this. */
export const byteOrderMark = '\ufeff'

/** What makes a spreadsheet run a cell as a formula, in half and full width. */
const formulaStart = /^[\s\u0000]*[=+\-@\t\r＝＋－＠]/
const needsQuotes = /[",\r\n]|^\s|\s$/

function field(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  if (typeof cell !== 'string') return cell.plain
  const text = formulaStart.test(cell) ? `'${cell}` : cell
  return needsQuotes.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}

/**
 * One record of RFC 4180, with its line end. A text that a spreadsheet would run as a formula gets an
 * apostrophe in front, and so is shown instead of run.
 */
export function csvRecord(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`
}

/** An amount of money in yuan, such as `12.50` or `-3.00`. */
export function formatYuan(fen: number): string {
  const size = Math.abs(fen)
  return `${fen < 0 ? '-' : ''}${(size - (size % 100)) / 100}.${String(size % 100).padStart(2, '0')}`
}
