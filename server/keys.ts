import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigurationError } from './config.ts'

/** The secrets of one deployment. They stand beside the data or in the environment, never in the database. */
export interface Keys {
  /** Wraps the key of each resident (AES-256-GCM). */
  readonly wrapping: Buffer
  /** Makes blind indexes and hashes of codes and tokens (HMAC-SHA-256). */
  readonly index: Buffer
  /** Signs tokens and voucher certificates (Ed25519). */
  readonly signing: { readonly kid: string; readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  /**
   * Encrypts backups (AES-256-GCM, a key of its own for each file); the kid says which key a backup needs.
   */
  readonly backup: { readonly kid: string; readonly key: Buffer }
}

interface KeyFile {
  readonly masterKey: string
  readonly signingKey: string
}

function newKeyFile(): KeyFile {
  const { privateKey } = generateKeyPairSync('ed25519')
  return {
    masterKey: randomBytes(32).toString('base64'),
    signingKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  }
}

function keyFileBeside(dataFolder: string): KeyFile {
  const path = join(dataFolder, 'keys.json')
  mkdirSync(dataFolder, { recursive: true })
  try {
    // `wx` makes the first of two processes that start together the author; the other reads what it wrote.
    writeFileSync(path, JSON.stringify(newKeyFile()), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return JSON.parse(readFileSync(path, 'utf8')) as KeyFile
}

function derived(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', purpose, 32))
}

/**
 * Loads the keys, or makes them on the first start. Throws `ConfigurationError` when a given key cannot be
 * used.
 */
export function loadKeys(
  config: Pick<Config, 'dataFolder' | 'masterKey' | 'signingKey'> & Partial<Pick<Config, 'backupKey'>>,
): Keys {
  const { masterKey, signingKey } =
    config.masterKey && config.signingKey
      ? { masterKey: config.masterKey, signingKey: config.signingKey }
      : keyFileBeside(config.dataFolder)
  const master = secret('MASTER_KEY', masterKey)
  const backupKey = config.backupKey ? secret('BACKUP_KEY', config.backupKey) : derived(master, 'backups')
  const privateKey = signingKeyFrom(signingKey)
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return {
    wrapping: derived(master, 'wrap residents'),
    index: derived(master, 'blind index'),
    signing: { kid: shortHash(der), privateKey, publicKey },
    backup: { kid: shortHash(backupKey), key: backupKey },
  }
}

function secret(name: string, text: string): Buffer {
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) throw new ConfigurationError(`${name} must be 32 bytes in base64`)
  return key
}

function shortHash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 8)
}

function signingKeyFrom(text: string): KeyObject {
  try {
    const key = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })
    if (key.asymmetricKeyType !== 'ed25519')
      throw new ConfigurationError('SIGNING_KEY must be an Ed25519 key')
    return key
  } catch {
    throw new ConfigurationError('SIGNING_KEY must be an Ed25519 key in PKCS#8, base64')
  }
}
