import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DroppingProxy {
  readonly port: number
  /** How many connections were cut with a request sent and its answer on the way. */
  dropped(): number
  close(): Promise<void>
}

/** Passes bytes between its port and another one, and loses one in so many answers with their connection. */
export async function droppingProxy(to: () => number, oneIn: number): Promise<DroppingProxy> {
  const open = new Set<Socket>()
  let answers = 0
  let dropped = 0
  const server = createServer(client => {
    const upstream = connect(to(), '127.0.0.1')
    const both = [client, upstream]
    for (const socket of both) {
      open.add(socket)
      socket.on('error', () => both.forEach(one => one.destroy()))
      socket.on('close', () => {
        open.delete(socket)
        both.forEach(one => one.destroy())
      })
    }
    client.on('data', part => upstream.write(part))
    upstream.on('data', part => {
      if (++answers % oneIn !== 0) return void client.write(part)
      dropped++
      client.resetAndDestroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    dropped: () => dropped,
    close: () =>
      new Promise(resolve => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
