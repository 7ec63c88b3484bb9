import pino, { type DestinationStream, type Logger } from 'pino'
import type { Config } from './config.ts'

/** A database error repeats the values it was given; a log carries ids, never what people sent. */
function withoutValues(value: unknown): unknown {
  const text = value instanceof Error ? (value.stack ?? value.message) : value
  return typeof text === 'string' ? text.replace(/\nparams: [\s\S]*?(?=\n {4}at |$)/g, '') : text
}

const personal = [
  'phone',
  'nickname',
  'password',
  'totp',
  'secret',
  'token',
  'cookie',
  'authorization',
  'body',
  'query',
]

/**
 * One JSON line an event: ids, routes, codes and durations. What should not be there is taken out by name
 * as well.
 */
export function openLog(config: Pick<Config, 'logLevel'>, to: DestinationStream): Logger {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      serializers: { error: withoutValues, err: withoutValues, cause: withoutValues },
      redact: { paths: personal.flatMap(name => [name, `*.${name}`]), remove: true },
    },
    to,
  )
}
