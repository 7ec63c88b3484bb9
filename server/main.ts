import { join } from 'node:path'
import { serve } from '@hono/node-server'
import type { Server } from 'node:http'
import { createApp } from './app.ts'
import { journalOf } from './backup/journal.ts'
import { scheduledBackup } from './backup/scheduled-backup.ts'
import { ConfigurationError, readConfig } from './config.ts'
import { failed, openContext } from './commands/open-context.ts'
import type { Context } from './context.ts'
import { eraseAgain } from './identity/erasures.ts'
import { requestGate } from './http/request-gate.ts'
import { startJobs } from './jobs/start-jobs.ts'
import { limits } from './limits.ts'
import { projectFolder } from './project-folder.ts'
import { seedWhenEmpty } from './commands/seed-when-empty.ts'

const ioError = 74

/** Starts listening; the promise is kept when connections are taken. */
function listen(ctx: Context): Promise<Server> {
  const gate = requestGate()
  const app = createApp(ctx, { webFolder: join(projectFolder, 'web/dist'), gate })
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch: gate.before(app.fetch),
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
    server.on('error', error => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      reject(taken ? new ConfigurationError(`PORT: ${ctx.config.port} is taken by another program`) : error)
    })
  })
}

/**
 * Ends when the disk can no longer be believed, for a supervisor to start the server anew from what is
 * really there. The refusals on their way get out first; the code is that of an I/O error (sysexits,
 * EX_IOERR).
 */
function endWhenBroken(ctx: Context): void {
  void ctx.db.broken.then(cause => {
    const why = 'code' in cause ? `${String(cause.code)}: ${cause.message}` : cause.message
    process.stderr.write(`The disk failed to keep what was written (${why}). Ending, to be started anew.\n`)
    setTimeout(() => process.exit(ioError), limits.brokenAnswerMs)
  })
}

/**
 * What clients have sent may still lie in the sockets, and connections are taken one in each turn of the
 * event loop: goes on until none has come for some turns. Every answer from now on closes its connection.
 */
async function takeWhatWasSent(server: Server): Promise<void> {
  let quiet = 0
  server.on('connection', () => (quiet = 0))
  server.prependListener('request', (_, response) => (response.shouldKeepAlive = false))
  const until = performance.now() + limits.drainMs
  while (quiet++ < limits.drainTurns && performance.now() < until)
    await new Promise(resume => setTimeout(resume, limits.idleSweepMs))
}

/** Answers what has begun, takes nothing new, folds the journal in and ends. */
function stopOnSignal(ctx: Context, server: Server, stopJobs: () => Promise<void>): void {
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), ctx.config.stopGraceMs).unref()
    await takeWhatWasSent(server)
    const idle = setInterval(() => server.closeIdleConnections(), limits.idleSweepMs)
    await new Promise(resolve => server.close(resolve))
    clearInterval(idle)
    await stopJobs()
    await ctx.db.close()
    await ctx.journal?.stop()
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
  const journal = journalOf(readConfig(process.env), () => new Date())
  await journal?.startWhereThere()
  const ctx = { ...(await openContext(process.env, 'server')), journal }
  journal?.start(ctx.log, () => scheduledBackup(ctx))
  await eraseAgain(ctx)
  const words = await seedWhenEmpty(ctx)
  const server = await listen(ctx)
  stopOnSignal(ctx, server, startJobs(ctx))
  endWhenBroken(ctx)
  greet(ctx, server, words)
} catch (error) {
  failed(error)
  process.exit(1)
}
