import { Agent, request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly type: string
  readonly retryAfter: string | undefined
  readonly body: string
  readonly ms: number
}

export interface Asking {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const silentMs = 60_000

/** Connections that are kept, so that load is load and not the making of connections. */
export const keptConnections = () => new Agent({ keepAlive: true, maxSockets: 20_000 })

/** One request to a port of this machine; rejects when there is no whole answer. */
export function ask(agent: Agent, port: number, asking: Asking): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body } = asking
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(
      { agent, host: '127.0.0.1', port, method, path, headers, timeout: silentMs },
      answer => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('aborted', () => reject(new Error('the answer was cut off')))
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            retryAfter: answer.headers['retry-after'],
            body: Buffer.concat(parts).toString(),
            ms: performance.now() - startedAt,
          }),
        )
      },
    )
    sent.on('timeout', () => sent.destroy(new Error('no answer')))
    sent.on('error', reject)
    sent.end(body)
  })
}
