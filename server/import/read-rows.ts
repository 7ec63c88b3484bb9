import { parse } from 'csv-parse/sync'
import { ConfigurationError } from '../config.ts'
import { limits } from '../limits.ts'
import { type Line, readLines } from './read-lines.ts'

/** A row of a CSV file, or why it cannot be read. */
export type Row =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly problem: RowProblem }

export type RowProblem = 'line-too-long' | 'quotes-not-closed' | 'columns-wrong'

/** Rows that are handled at once, and how many bytes of the file were read by then. */
export interface RowChunk {
  readonly rows: readonly Row[]
  readonly bytes: number
}

export interface CsvFile {
  readonly path: string
  readonly encoding: string
  readonly delimiter: string
}

/** Where each column of the header stands. */
export type Columns = ReadonlyMap<string, number>

/**
 * Reads the first line. Throws `ConfigurationError` when the file cannot be read, or one of the wanted
 * columns is missing.
 */
export async function readHeader(file: CsvFile, wanted: readonly string[]): Promise<Columns> {
  const header = await firstLine(file)
  const names = fieldsOf([header ?? ''], file.delimiter)?.[0] ?? []
  const columns = new Map(names.map((name, at) => [name.trim(), at]))
  const missing = wanted.find(name => !columns.has(name))
  if (missing !== undefined) {
    throw new ConfigurationError(`${file.path}: there is no column ${missing} in its first line.`)
  }
  return columns
}

async function firstLine({ path, encoding }: CsvFile): Promise<string | null> {
  try {
    for await (const line of readLines(path, encoding)) return line.text
  } catch (error) {
    throw new ConfigurationError(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`)
  }
  throw new ConfigurationError(`${path} is empty.`)
}

/**
 * Streams the rows after the header in chunks of at most 500. A row is a line: a quote that is never closed
 * costs its own row, and not the rest of the file. Empty lines are left out.
 */
export async function* readRows(file: CsvFile, columns: Columns): AsyncGenerator<RowChunk> {
  let lines: Line[] = []
  for await (const line of readLines(file.path, file.encoding)) {
    if (line.number === 1 || line.text?.trim() === '') continue
    lines.push(line)
    if (lines.length < limits.chunkRows) continue
    yield chunkOf(lines, file, columns)
    lines = []
  }
  if (lines.length > 0) yield chunkOf(lines, file, columns)
}

function chunkOf(lines: readonly Line[], { delimiter }: CsvFile, columns: Columns): RowChunk {
  const texts = lines.map(line => line.text ?? '')
  // All at once is quick; where a quote has swallowed the end of a line, one by one says which.
  const together = lines.some(line => line.text === null) ? null : fieldsOf(texts, delimiter)
  const rows = lines.map((line, at): Row => {
    if (line.text === null) return { line: line.number, problem: 'line-too-long' }
    const fields = together?.[at] ?? fieldsOf([line.text], delimiter)?.[0]
    if (!fields) return { line: line.number, problem: 'quotes-not-closed' }
    if (fields.length !== columns.size) return { line: line.number, problem: 'columns-wrong' }
    return { line: line.number, fields }
  })
  return { rows, bytes: lines.at(-1)?.bytes ?? 0 }
}

/** The fields of each line; null when they are not one record each. */
function fieldsOf(lines: readonly string[], delimiter: string): string[][] | null {
  try {
    const records = parse(lines.join('\n'), {
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      record_delimiter: '\n',
      trim: true,
    }) as string[][]
    return records.length === lines.length ? records : null
  } catch {
    return null
  }
}
