import { createReadStream } from 'node:fs'
import { limits } from '../limits.ts'

/** One line of a file as an editor counts them, from 1. */
export interface Line {
  readonly number: number
  /** Null for a line that is longer than any row can be. */
  readonly text: string | null
  /** How many bytes of the file were read when the line was found. */
  readonly bytes: number
}

/**
 * Reads a text file line by line, in constant memory whatever its size and the length of its lines. Bytes
 * that are not of the encoding become U+FFFD, so that they spoil one cell and not the file. Throws when the
 * file cannot be read.
 */
export async function* readLines(file: string, encoding: string): AsyncGenerator<Line> {
  const decoder = new TextDecoder(encoding)
  let number = 0
  let bytes = 0
  let rest = ''
  let tooLong = false
  const lineOf = (text: string): Line => ({
    number: ++number,
    text: tooLong || text.length > limits.importLineLength ? null : text.replace(/\r$/, ''),
    bytes,
  })
  for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += part.length
    const pieces = (rest + decoder.decode(part, { stream: true })).split('\n')
    rest = pieces.pop() ?? ''
    for (const piece of pieces) {
      yield lineOf(piece)
      tooLong = false
    }
    if (rest.length > limits.importLineLength) {
      tooLong = true
      rest = ''
    }
  }
  rest += decoder.decode()
  if (rest !== '' || tooLong) yield lineOf(rest)
}
