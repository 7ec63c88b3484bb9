import { createMiddleware } from 'hono/factory'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { flawsOf } from './json-text.ts'
import { InvalidRequest } from './problem.ts'
import type { AppEnv } from './router.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const jsonType = /^application\/(?:[a-z.-]+\+)?json$/
const formType = 'application/x-www-form-urlencoded'
const tokenPath = '/api/v1/oauth/token'
const batchPath = '/api/v1/activities'
/** A photo of a signed paper travels in their bodies. */
const photoPaths = ['/api/v1/attendant/forms', '/api/v1/attendant/closings']

/** Reads at most `max` bytes, declared or chunked, without keeping more. */
async function readBytes(request: Request, max: number): Promise<Uint8Array> {
  const declared = request.headers.get('content-length')
  if (Number(declared ?? 0) > max) refuse('body-too-large', { max })
  // No more than what is declared can come, and without a stream it comes at a fifth of the price.
  if (declared !== null) return new Uint8Array(await request.arrayBuffer())
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

function mostBytes(path: string): number {
  if (path === batchPath) return limits.batchBytes
  return photoPaths.includes(path) ? limits.pictureBodyBytes : limits.bodyBytes
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    return refuse('text-invalid')
  }
}

/** Refuses `content-type-unsupported` for what is neither JSON in UTF-8 nor, for tokens, a form. */
function assertType(header: string, encoding: string, path: string): void {
  const [type = '', ...parameters] = header.toLowerCase().split(';')
  const charset = parameters.map(one => one.trim()).find(one => one.startsWith('charset='))
  const known = jsonType.test(type.trim()) || (path === tokenPath && type.trim() === formType)
  const plain = encoding === '' || encoding === 'identity'
  const utf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset)
  if (!known || !plain || !utf8) refuse('content-type-unsupported')
}

function assertJson(text: string, path: string): void {
  const { depth, twice, strange, prototype } = flawsOf(text, limits.jsonDepth)
  if (depth > limits.jsonDepth || twice) refuse('json-malformed')
  // Of a batch each event is read on its own, so that a bad one does not spoil the others.
  if (path === batchPath) return
  if (strange) refuse('text-invalid')
  if (prototype) throw new InvalidRequest([{ path: '__proto__', message: 'Unrecognized key' }])
}

/**
 * Reads the body once, strictly: size, content type, UTF-8, nesting, names given twice, characters that
 * cannot be kept. The text waits for the route's own schema. Refuses `body-too-large`,
 * `content-type-unsupported`, `text-invalid`, `json-malformed`.
 */
export const strictBody = createMiddleware<AppEnv>(async (c, next) => {
  c.set('bodyText', '')
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
  const { path } = c.req
  const bytes = await readBytes(c.req.raw, mostBytes(path))
  if (bytes.byteLength > 0) {
    const type = c.req.header('content-type') ?? ''
    assertType(type, (c.req.header('content-encoding') ?? '').toLowerCase(), path)
    const text = decode(bytes)
    if (jsonType.test((type.split(';')[0] ?? '').trim().toLowerCase())) assertJson(text, path)
    else if (/%00|\0/.test(text)) refuse('text-invalid')
    c.set('bodyText', text)
  }
  c.req.bodyCache.text = Promise.resolve(c.get('bodyText')) as unknown as string
  await next()
})
