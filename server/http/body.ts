import { createMiddleware } from 'hono/factory'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import type { AppEnv } from './router.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const jsonType = /^application\/(?:[a-z.-]+\+)?json$/

function limitOf(path: string): number {
  return path === '/api/v1/activities' ? limits.batchBytes : limits.bodyBytes
}

/** Reads at most `max` bytes, declared or chunked, without keeping more. */
async function readBytes(request: Request, max: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length') ?? 0) > max) refuse('body-too-large', { max })
  if (!request.body) return new Uint8Array()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += part.byteLength
    if (size > max) refuse('body-too-large', { max })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    return refuse('text-invalid')
  }
}

/** Nesting without a parser: brackets outside strings. Deep nesting is refused before it is parsed. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at)
    if (quoted) {
      if (mark === 0x5c) at++
      else if (mark === 0x22) quoted = false
    } else if (mark === 0x22) quoted = true
    else if (mark === 0x7b || mark === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (mark === 0x7d || mark === 0x5d) depth--
  }
  return deepest
}

/** Refuses what two databases would store differently: NUL, raw or escaped, and halves of surrogate pairs. */
const forbiddenText = /\u0000|\\u0000|\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|"__proto__"/

/**
 * Reads the body once, strictly: size, content type, UTF-8, depth, forbidden characters. The parsed text waits for the
 * route's own schema.
 */
export const strictBody = createMiddleware<AppEnv>(async (c, next) => {
  c.set('bodyText', '')
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const bytes = await readBytes(c.req.raw, limitOf(c.req.path))
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const form = type === 'application/x-www-form-urlencoded' && c.req.path.endsWith('/oauth/token')
  if (bytes.byteLength > 0 && !form && !jsonType.test(type)) refuse('content-type-unsupported')
  const text = decode(bytes)
  if (forbiddenText.test(text)) refuse('text-invalid')
  if (depthOf(text) > limits.jsonDepth) refuse('json-malformed')
  c.set('bodyText', text)
  c.req.bodyCache.text = Promise.resolve(text) as unknown as string
  await next()
})
