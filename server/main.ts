import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { Server } from 'node:http'
import { createApp } from './app.ts'
import { failed, openContext } from './commands/open-context.ts'
import type { Context } from './context.ts'
import { startJobs } from './jobs/start-jobs.ts'
import { limits } from './limits.ts'
import { projectFolder } from './project-folder.ts'
import { seedWhenEmpty } from './commands/seed-when-empty.ts'

/** Starts listening; the promise is kept when connections are taken. */
function listen(ctx: Context): Promise<Server> {
  const app = createApp(ctx, { webFolder: join(projectFolder, 'web/dist') })
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: app.fetch,
        port: ctx.config.port,
        hostname: ctx.config.host,
        serverOptions: {
          headersTimeout: limits.headersMs,
          requestTimeout: limits.requestMs,
          connectionsCheckingInterval: limits.connectionsCheckMs,
          maxHeaderSize: limits.headerBytes,
        },
      },
      () => resolve(server as Server),
    ) as Server
    server.on('error', reject)
  })
}

/** Answers what has begun, takes nothing new, folds the journal in and ends. */
function stopOnSignal(ctx: Context, server: Server, stopJobs: () => Promise<void>): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), ctx.config.stopGraceMs).unref()
    const idle = setInterval(() => server.closeIdleConnections(), limits.idleSweepMs)
    await new Promise(resolve => server.close(resolve))
    clearInterval(idle)
    await stopJobs()
    await ctx.db.close()
    process.exit(0)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
}

function greet(ctx: Context, server: Server, words: readonly string[]): void {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : ctx.config.port
  const at = `http://localhost:${port}`
  const lines = [
    '',
    `九龙坡碳惠通  ${at}/   merchant counter ${at}/merchant/   API ${at}/api/docs`,
    ...words,
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

try {
  const ctx = await openContext(process.env, 'server')
  const words = await seedWhenEmpty(ctx)
  const server = await listen(ctx)
  stopOnSignal(ctx, server, startJobs(ctx))
  greet(ctx, server, words)
} catch (error) {
  failed(error)
  process.exit(1)
}
