import { createServer } from 'node:http'

/** A product seen through a door behind which a newer version of its apps can appear. */
export async function newerVersionOf(target: string) {
  let newer = false
  const server = createServer((request, response) => {
    void (async () => {
      const answer = await fetch(`${target}${request.url}`, {
        headers: { accept: request.headers.accept ?? '*/*' },
      })
      const type = answer.headers.get('content-type') ?? ''
      const changed = newer && request.url?.endsWith('service-worker.js')
      const body = changed
        ? Buffer.from((await answer.text()).replace('"version":"', '"version":"newer-'))
        : Buffer.from(await answer.arrayBuffer())
      response.writeHead(answer.status, { 'content-type': type, 'cache-control': 'no-cache' })
      response.end(body)
    })()
  })
  await new Promise<void>(resolve => server.listen(0, resolve))
  const at = server.address()
  return {
    address: `http://localhost:${typeof at === 'object' && at ? at.port : 0}`,
    appear: () => void (newer = true),
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
