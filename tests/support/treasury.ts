import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { TOTP, URI } from 'otpauth'
import { projectFolder } from '#server/project-folder.ts'
import type { Product } from './product.ts'

/** Somebody of the district who may restock, at a running product: made and signed in as in production. */
export interface Treasury {
  post(path: string, body: unknown): Promise<Record<string, unknown>>
}

export async function openTreasury(product: Product): Promise<Treasury> {
  const command = ['--import', 'tsx', 'server/commands/create-admin.ts', '--name', 'treasurer']
  const { stdout } = await promisify(execFile)(process.execPath, [...command, '--roles', 'business'], {
    cwd: projectFolder,
    env: { ...process.env, DEMO: '1', DATA_DIR: product.data, DATABASE_URL: '', LOG_LEVEL: 'error' },
  })
  const password = /password +(\S+)/.exec(stdout)?.[1]
  const authenticator = URI.parse(/otpauth:\S+/.exec(stdout)?.[0] ?? '')
  if (!(authenticator instanceof TOTP)) throw new Error('There is no authenticator in what was printed')
  const ask = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${product.address}/api/v1/admin${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...headers },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  const { token } = await ask('/session', { name: 'treasurer', password, totp: authenticator.generate() })
  return { post: (path, body) => ask(path, body, { authorization: `Bearer ${String(token)}` }) }
}
