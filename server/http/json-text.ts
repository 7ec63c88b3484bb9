/** What `JSON.parse` lets pass and we do not. */
export interface JsonFlaws {
  /** How deep the brackets are nested; looking stops one below the most that is allowed. */
  readonly depth: number
  /** A member named twice in one object: two readers could each believe another one (RFC 7493, 2.3). */
  readonly twice: boolean
  /** An escaped NUL or half of a surrogate pair: two databases would store them differently. */
  readonly strange: boolean
  /** A member named `__proto__`. */
  readonly prototype: boolean
}

const quote = 0x22
const backslash = 0x5c
const colon = 0x3a
const isSpace = (mark: number) => mark === 0x20 || mark === 0x0a || mark === 0x0d || mark === 0x09
const opens = (mark: number) => mark === 0x7b || mark === 0x5b
const closes = (mark: number) => mark === 0x7d || mark === 0x5d

const strangeEscape = /\\u(?:0000|d[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2}\\u)d[c-f])/i

/** Where the string that opens at `from` ends: the place of its closing quote, or of the text's end. */
function endOfString(text: string, from: number): { readonly end: number; readonly escaped: boolean } {
  let escaped = false
  let at = from + 1
  for (; at < text.length; at++) {
    const mark = text.charCodeAt(at)
    if (mark === quote) break
    if (mark !== backslash) continue
    escaped = true
    at++
  }
  return { end: at, escaped }
}

function isName(text: string, after: number): boolean {
  let at = after
  while (isSpace(text.charCodeAt(at))) at++
  return text.charCodeAt(at) === colon
}

/** The name as it will be read; what is no valid string is left to the parser to refuse. */
function nameOf(written: string, escaped: boolean): string {
  if (!escaped) return written
  try {
    return String(JSON.parse(`"${written}"`))
  } catch {
    return written
  }
}

/** Looks a text over once, before it is parsed, and no further than `depthMax` brackets deep. */
export function flawsOf(text: string, depthMax: number): JsonFlaws {
  const open: Set<string>[] = []
  let [depth, twice, strange, prototype] = [0, false, false, false]
  for (let at = 0; at < text.length && depth <= depthMax; at++) {
    const mark = text.charCodeAt(at)
    if (opens(mark)) depth = Math.max(depth, open.push(new Set()))
    else if (closes(mark)) open.pop()
    if (mark !== quote) continue
    const { end, escaped } = endOfString(text, at)
    const written = text.slice(at + 1, end)
    at = end
    // An escaped backslash may stand before a `u`: such pairs are blanked before looking.
    if (escaped && strangeEscape.test(written.replaceAll('\\\\', '  '))) strange = true
    if (!isName(text, end + 1)) continue
    const name = nameOf(written, escaped)
    const names = open.at(-1)
    if (names?.has(name)) twice = true
    names?.add(name)
    if (name === '__proto__') prototype = true
  }
  return { depth, twice, strange, prototype }
}
