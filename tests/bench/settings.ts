import { createHash } from 'node:crypto'

const secretOf = (name: string) => createHash('sha256').update(`carbon bench ${name}`).digest()

/** The wrapping of an Ed25519 seed as PKCS#8. */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Keys that every run shares, so that the cached fixture stays readable. They open nothing but the fixture.
 */
const keys = {
  MASTER_KEY: secretOf('master').toString('base64'),
  SIGNING_KEY: Buffer.concat([pkcs8, secretOf('signing')]).toString('base64'),
}

/** The environment of every process that opens a database of the bench. */
export function environmentOf(database: string, dataFolder: string): Record<string, string> {
  return {
    ...keys,
    DATABASE_URL: database,
    DATA_DIR: dataFolder,
    DEPLOYMENT_ID: 'jlp-bench',
    DEMO: '0',
    NODE_ENV: '',
    LOG_LEVEL: 'error',
    PORT: '0',
    HOST: '127.0.0.1',
  }
}

/** A session's token that the load can work out: 43 characters of base64url, as real ones. */
export function sessionToken(kind: 'resident' | 'staff', number: number): string {
  return secretOf(`${kind} ${number}`).toString('base64url')
}

export const partnerCode = 'bench-metro'
export const partnerSecret = secretOf('partner').toString('base64url')

/** The partner's own id of a resident's card. */
export function cardOf(resident: number): string {
  return `card-${resident}`
}

/**
 * How big a world is: residents with a card and consent, of whom the first ones have points and a session.
 */
export interface WorldSize {
  readonly residents: number
  readonly buyers: number
  readonly rewards: number
  readonly staff: number
  readonly vouchers: number
}

export const sizes = {
  /** What SQLite is measured on. */
  district: { residents: 150_000, buyers: 10_000, rewards: 10, staff: 16, vouchers: 11_000 },
  /** The same, small enough to be built for every run on PostgreSQL. */
  cluster: { residents: 20_000, buyers: 200, rewards: 201, staff: 1, vouchers: 0 },
  /** Twenty rides each: 1,500 rides, 3,000 transfers. */
  hamlet: { residents: 75, buyers: 75, rewards: 1, staff: 1, vouchers: 0 },
} as const satisfies Record<string, WorldSize>

/** Rides of every resident's history: with 150,000 residents 3 million activities and 6 million transfers. */
export const ridesEach = 20
