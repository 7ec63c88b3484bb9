import { accessSync, constants, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type DestinationStream } from 'pino'
import { referenceData } from '#seeds/reference/data.ts'
import { publicCalendar } from '#seeds/reference/holidays.ts'
import { buildNetwork } from '#shared/domain/metro.ts'
import { type Config, ConfigurationError, readConfig } from '../config.ts'
import { type Context, idMaker } from '../context.ts'
import { openDatabase } from '../db/database.ts'
import { dialect } from '../db/dialect.ts'
import { migrate } from '../db/migrate.ts'
import { consoleGateway } from '../identity/console-gateway.ts'
import { loadKeys } from '../keys.ts'
import { openLog } from '../log.ts'
import { logFiles } from '../log-files.ts'
import { ruleBooks } from '../rules/rule-books.ts'

const stdout = 1
const stderr = 2

/** Throws `ConfigurationError` when the embedded database's folder cannot be made or written. */
function assertWritable(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.R_OK | constants.W_OK)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    const why = code === 'EROFS' ? 'its file system is read-only' : code
    throw new ConfigurationError(`The data folder ${folder} cannot be written: ${why}.`)
  }
}

/** The server logs into its folder, or to stdout; a command keeps stdout for its own words. */
function destinationOf(
  { logFolder }: Config,
  program: 'server' | 'command',
  now: () => Date,
): DestinationStream {
  const stream = pino.destination(program === 'server' ? stdout : stderr)
  return program === 'server' && logFolder ? logFiles(logFolder, now, line => stream.write(line)) : stream
}

/**
 * Everything a program on this machine works with, from its environment: settings, keys, the database at
 * its newest schema, the clock. Throws `ConfigurationError` when a setting is wrong.
 */
export async function openContext(
  env: Readonly<Record<string, string | undefined>>,
  program: 'server' | 'command' = 'command',
): Promise<Context> {
  const config = readConfig(env)
  if (dialect === 'sqlite') assertWritable(dirname(config.databaseUrl))
  const keys = loadKeys(config)
  await migrate(config.databaseUrl)
  const db = await openDatabase(config.databaseUrl)
  const now = () => new Date()
  const log = openLog(config, destinationOf(config, program, now))
  return {
    db,
    config,
    keys,
    now,
    newId: idMaker(now),
    sms: consoleGateway(config, log, now),
    rules: ruleBooks(),
    network: buildNetwork(referenceData.metro),
    calendar: publicCalendar,
    log,
  }
}

/**
 * Runs a command of the command line: opens the context, closes the database whatever happens, and ends
 * with one clear line when a setting is wrong.
 */
export async function runCommand(work: (ctx: Context) => Promise<void>): Promise<void> {
  try {
    const ctx = await openContext(process.env)
    try {
      await work(ctx)
    } finally {
      await ctx.db.close()
    }
  } catch (error) {
    failed(error)
  }
}

/** Says what went wrong, briefly when the person at the keyboard can mend it, and sets the exit code. */
export function failed(error: unknown): void {
  process.exitCode = 1
  if (error instanceof ConfigurationError) console.error(error.message)
  else console.error(error)
}
