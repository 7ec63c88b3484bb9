import { randomUUID } from 'node:crypto'
import type { createApp } from '#server/app.ts'

/** Somebody who can ask: a person at a phone, a till or a desk, or a partner's system. */
export interface Asking {
  /** A bearer token that is good now. */
  token(): Promise<string>
}

export interface RequestOptions {
  /** Who asks; nobody when left out. */
  readonly as?: Asking
  readonly body?: unknown
  /** The body as it is, instead of JSON. */
  readonly text?: string | Uint8Array
  readonly type?: string
  /** `Idempotency-Key`: a new one for every POST unless given; null for none. */
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

/** What a test reads most: the id of what was made, or the code of a refusal. Say the type to read more. */
export interface SomeBody {
  readonly id: string
  readonly code: string
  readonly [member: string]: unknown
}

export interface Answered<Body = SomeBody> {
  readonly status: number
  /** The parsed JSON, or the text of anything else. */
  readonly body: Body
  readonly headers: Headers
}

export type Client = ReturnType<typeof clientOf>

const outside = /^\/(api|problems|\.well-known)\//

/**
 * Asks the app over HTTP, without a socket. Paths are relative to `/api/v1` unless they name what stands
 * beside it.
 */
export function clientOf(app: ReturnType<typeof createApp>) {
  async function ask<Body = SomeBody>(
    method: string,
    path: string,
    options: RequestOptions = {},
  ): Promise<Answered<Body>> {
    const { as, body, text, type = 'application/json', key = randomUUID() } = options
    const headers = new Headers()
    if (as) headers.set('authorization', `Bearer ${await as.token()}`)
    const sent = text ?? (body === undefined ? undefined : JSON.stringify(body))
    if (sent !== undefined) headers.set('content-type', type)
    if (method === 'POST' && key !== null) headers.set('idempotency-key', key)
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value)
    const url = outside.test(path) ? path : `/api/v1${path}`
    const response = await app.request(url, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    })
    const answer = await response.text()
    const json = /[/+]json/.test(response.headers.get('content-type') ?? '')
    const parsed = (json && answer !== '' ? JSON.parse(answer) : answer) as Body
    return { status: response.status, body: parsed, headers: response.headers }
  }
  return {
    ask,
    get: <Body = SomeBody>(path: string, options?: RequestOptions) => ask<Body>('GET', path, options),
    post: <Body = SomeBody>(path: string, options?: RequestOptions) => ask<Body>('POST', path, options),
    put: <Body = SomeBody>(path: string, options?: RequestOptions) => ask<Body>('PUT', path, options),
    patch: <Body = SomeBody>(path: string, options?: RequestOptions) => ask<Body>('PATCH', path, options),
    delete: <Body = SomeBody>(path: string, options?: RequestOptions) => ask<Body>('DELETE', path, options),
  }
}
