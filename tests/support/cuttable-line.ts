import { connect, createServer, type Socket } from 'node:net'

/** A line to a server that can be cut: a service worker asks past the browser's own offline switch. */
export interface CuttableLine {
  /** Such as `http://localhost:40123`. */
  readonly address: string
  cut(): void
  mend(): void
  close(): Promise<void>
}

export async function layLine(target: string): Promise<CuttableLine> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let whole = true
  const server = createServer(near => {
    if (!whole) return void near.destroy()
    const far = connect(Number(port), hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      socket.on('error', () => [near, far].forEach(one => one.destroy()))
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>(resolve => server.listen(0, resolve))
  const at = server.address()
  const hangUp = () => [...open].forEach(socket => socket.destroy())
  return {
    address: `http://localhost:${typeof at === 'object' && at ? at.port : 0}`,
    cut() {
      whole = false
      hangUp()
    },
    mend: () => void (whole = true),
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        hangUp()
      }),
  }
}
