import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { createApp } from '#server/app.ts'
import { openContext } from '#server/commands/open-context.ts'
import { strictBody } from '#server/http/body.ts'
import { limits } from '#server/limits.ts'
import { cpuSeconds } from './child.ts'

/**
 * A child process: the server on a free port, without its jobs, and with one route that does nothing behind
 * the same headers and the same reading of bodies. Tells its port when it listens, and ends when it is told
 * to.
 */
const ctx = await openContext(process.env)
const app = createApp(ctx)
app.use('/bench/*', strictBody)
app.post('/bench/noop', c => c.json({ done: true }, 200))
const server = serve(
  {
    fetch: app.fetch,
    port: 0,
    hostname: '127.0.0.1',
    serverOptions: { requestTimeout: limits.requestMs, maxHeaderSize: limits.headerBytes },
  },
  ({ port }) => process.send?.({ port }),
) as Server

process.on('message', async message => {
  if (message === 'cpu') process.send?.(cpuSeconds())
  if (message !== 'stop') return
  server.close()
  server.closeAllConnections()
  await ctx.db.close()
  process.exit(0)
})
process.on('disconnect', () => process.exit(0))
