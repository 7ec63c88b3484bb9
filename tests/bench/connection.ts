import { connect, type Socket } from 'node:net'

export interface Received {
  readonly status: number
  readonly body: string
}

/** A request as it goes over the wire. */
export function request(method: string, path: string, headers: Record<string, string>, body = ''): Buffer {
  const lines = Object.entries({ host: '127.0.0.1', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const length = method === 'GET' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n${body}`)
}

/**
 * One kept-alive connection with one request under way: as little work as can be, since the load shares the
 * machine's cores with the server.
 */
export class Connection {
  readonly #socket: Socket
  #received = ''
  #waiting: { resolve(answer: Received): void; reject(error: Error): void } | null = null

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true })
    this.#socket.setEncoding('latin1')
    this.#socket.on('data', (data: string) => this.#take(data))
    this.#socket.on('error', error => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('the server closed the connection')))
  }

  send(bytes: Buffer): Promise<Received> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(bytes)
    })
  }

  close(): void {
    this.#waiting = null
    this.#socket.destroy()
  }

  #take(data: string): void {
    this.#received += data
    const answer = parsed(this.#received)
    if (!answer) return
    this.#received = ''
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.resolve(answer)
  }
}

const lengthPattern = /\r\ncontent-length: (\d+)/i
const chunkedPattern = /\r\ntransfer-encoding: chunked/i

/** The answer once all of it is here. Bytes are read as Latin-1: what the bench looks at is ASCII. */
function parsed(text: string): Received | null {
  const headEnd = text.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = text.slice(0, headEnd)
  const body = text.slice(headEnd + 4)
  const status = Number(head.slice(9, 12))
  const length = lengthPattern.exec(head)?.[1]
  if (length !== undefined) return body.length >= Number(length) ? { status, body } : null
  if (chunkedPattern.test(head)) return body.endsWith('0\r\n\r\n') ? { status, body } : null
  return { status, body }
}
