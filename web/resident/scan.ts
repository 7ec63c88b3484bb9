/** What a scanned or typed text can be good for here. */
export type Scanned =
  | { readonly kind: 'page'; readonly path: string }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'unknown' }

const codePattern = /^[A-HJ-NP-Z2-9]{8}$/

/** Pages of ours by their address, and codes of eight letters and digits. Everything else is not for us. */
export function meaningOf(text: string, origin: string): Scanned {
  const written = text.trim()
  const code = written.replace(/[\s-]/g, '').toUpperCase()
  if (codePattern.test(code)) return { kind: 'code', code }
  if (!URL.canParse(written)) return { kind: 'unknown' }
  const url = new URL(written)
  const ours = url.origin === origin && !/^\/(api|merchant|admin)(\/|$)/.test(url.pathname)
  return ours ? { kind: 'page', path: url.pathname + url.search } : { kind: 'unknown' }
}
