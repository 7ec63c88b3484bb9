import { connect, type AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import type { createApp } from '#server/app.ts'
import { limits } from '#server/limits.ts'

/** Serves the app on a free port, as the product does, for what only a socket can do wrong. */
export async function onPort(app: ReturnType<typeof createApp>) {
  const server = await new Promise<Server>(resolve => {
    const listening = serve(
      {
        fetch: app.fetch,
        port: 0,
        hostname: '127.0.0.1',
        serverOptions: { maxHeaderSize: limits.headerBytes },
      },
      () => resolve(listening as Server),
    )
  })
  const { port } = server.address() as AddressInfo

  /**
   * Sends bytes as they are and gives what comes back until the server closes, or says nothing for a while.
   */
  function send(...chunks: (string | Uint8Array)[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      let told = ''
      const done = () => {
        socket.destroy()
        resolve(told)
      }
      socket.setTimeout(2_000, done)
      socket.on('data', data => (told += data.toString()))
      socket.on('end', done)
      socket.on('error', error => (told === '' ? reject(error) : done()))
      for (const chunk of chunks) socket.write(chunk)
    })
  }

  return {
    port,
    send,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
