import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { dialectOf } from './db/dialect.ts'

const truth = z.enum(['0', '1']).transform(text => text === '1')
const milliseconds = z.coerce.number().int().positive()

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z.string().optional(),
  NODE_ENV: z.string().optional(),
  DEMO: truth.optional(),
  PUBLIC_URL: z.url().optional(),
  DEPLOYMENT_ID: z
    .string()
    .regex(/^[a-z0-9-]{3,32}$/)
    .optional(),
  MASTER_KEY: z.base64().optional(),
  SIGNING_KEY: z.string().optional(),
  LOG_DIR: z.string().optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  STOP_GRACE_MS: milliseconds.default(10_000),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  SEAL_DIR: z.string().optional(),
  BACKUP_DIR: z.string().optional(),
  BACKUP_KEY: z.base64().optional(),
})

export interface Config {
  readonly port: number
  readonly host: string
  /** Where the embedded database and the keys live. */
  readonly dataFolder: string
  readonly databaseUrl: string
  readonly production: boolean
  /** Codes shown on screen and demo accounts; never in production. */
  readonly demo: boolean
  /** How people reach the service; https makes cookies secure. */
  readonly publicUrl: string | null
  /** Part of every signed code: a code of another deployment is worth nothing here. */
  readonly deploymentId: string
  readonly masterKey: string | null
  readonly signingKey: string | null
  readonly logLevel: string
  /** Where the logs of each day are kept; null for standard output. */
  readonly logFolder: string | null
  readonly stopGraceMs: number
  /** How many proxies of our own stand before the server, each of which adds to `X-Forwarded-For`. */
  readonly trustedProxies: number
  /** Where the heads of the seal chain are kept, outside the database; another disk is better. */
  readonly sealFolder: string
  /** Where scheduled backups go; null when there are none. */
  readonly backupFolder: string | null
  readonly backupKey: string | null
}

/** A setting that is wrong, said in one line. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/** Reads the environment once. Throws `ConfigurationError` with one clear line when a setting is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ConfigurationError(
      `${issue?.path.join('.') ?? 'environment'}: ${issue?.message ?? 'not valid'}`,
    )
  }
  const settings = parsed.data
  const production = settings.NODE_ENV === 'production'
  const dataFolder = resolve(settings.DATA_DIR)
  const postgres = dialectOf(settings.DATABASE_URL) === 'postgres'
  // A data folder that `npm start` made as a demonstration stays one, for the commands beside the server too.
  const marked = !production && !postgres && existsSync(join(dataFolder, 'demo'))
  const demo = settings.DEMO ?? marked
  if (production && demo) throw new ConfigurationError('DEMO=1 is not allowed with NODE_ENV=production')
  for (const key of ['MASTER_KEY', 'SIGNING_KEY', 'PUBLIC_URL', 'DEPLOYMENT_ID'] as const) {
    if (production && !settings[key])
      throw new ConfigurationError(`${key} must be set with NODE_ENV=production`)
  }
  if (postgres && settings.BACKUP_DIR)
    throw new ConfigurationError('BACKUP_DIR: PostgreSQL is backed up by its own tools, see the README')
  return {
    port: settings.PORT,
    host: settings.HOST,
    dataFolder,
    databaseUrl: postgres
      ? (settings.DATABASE_URL ?? '')
      : resolve(settings.DATABASE_URL?.replace(/^file:/, '') ?? resolve(dataFolder, 'district.sqlite')),
    production,
    demo,
    publicUrl: settings.PUBLIC_URL ?? null,
    deploymentId: settings.DEPLOYMENT_ID ?? (demo ? 'jlp-demo' : 'jlp-local'),
    masterKey: settings.MASTER_KEY ?? null,
    signingKey: settings.SIGNING_KEY ?? null,
    logLevel: settings.LOG_LEVEL,
    logFolder: settings.LOG_DIR ? resolve(settings.LOG_DIR) : null,
    stopGraceMs: settings.STOP_GRACE_MS,
    trustedProxies: settings.TRUSTED_PROXIES,
    sealFolder: resolve(settings.SEAL_DIR ?? dataFolder),
    backupFolder: settings.BACKUP_DIR ? resolve(settings.BACKUP_DIR) : null,
    backupKey: settings.BACKUP_KEY ?? null,
  }
}
