import { afterEach } from 'vitest'
import pino from 'pino'
import { createApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'
import { type Context, idMaker } from '#server/context.ts'
import { createAdministrator } from '#server/identity/create-administrator.ts'
import { openSession } from '#server/identity/open-session.ts'
import { loadKeys } from '#server/keys.ts'
import { ruleBooks } from '#server/rules/rule-books.ts'
import type { AdministratorRole } from '#shared/domain/actor.ts'
import { buildNetwork } from '#shared/domain/metro.ts'
import { loadReference } from '#seeds/load-reference.ts'
import { referenceData } from '#seeds/reference/index.ts'
import { openTestDatabase } from '#tests/support/database.ts'

const signingKey = 'MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f'
const masterKey = Buffer.alloc(32, 7).toString('base64')

const opened: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

export interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** The administrators' API of a district with its reference data, and people who sign in to it. */
export async function openBackOffice() {
  const { database, close } = await openTestDatabase()
  opened.push(close)
  const config = readConfig({ MASTER_KEY: masterKey, SIGNING_KEY: signingKey, LOG_LEVEL: 'silent' })
  let at = new Date('2026-11-23T02:00:00Z')
  const now = () => at
  const ctx: Context = {
    db: database,
    config,
    keys: loadKeys(config),
    now,
    newId: idMaker(now),
    sms: { ready: true, send: async () => {} },
    rules: ruleBooks(),
    network: buildNetwork(referenceData.metro),
    log: pino({ level: 'silent' }),
  }
  await loadReference(ctx)
  const app = createApp(ctx)
  let asked = 0

  async function send(token: string | null, method: string, path: string, body?: unknown): Promise<Answered> {
    const headers = new Headers({ 'idempotency-key': `test-${++asked}` })
    if (token) headers.set('authorization', `Bearer ${token}`)
    if (body !== undefined) headers.set('content-type', 'application/json')
    const sent = body === undefined ? null : JSON.stringify(body)
    const response = await app.request(`/api/v1${path}`, { method, headers, body: sent })
    return { status: response.status, body: (await response.json()) as Answered['body'] }
  }

  return {
    ctx,
    app,
    setClock: (iso: string) => void (at = new Date(iso)),
    anonymous: (method: string, path: string, body?: unknown) => send(null, method, path, body),
    /** Signs somebody in with these roles; returns their client. */
    async administrator(name: string, ...roles: AdministratorRole[]) {
      const { id } = await createAdministrator(ctx, { kind: 'command', name: 'test' }, { name, roles })
      const { token } = await database.transaction(tx => openSession(tx, ctx, 'administrator', id))
      return { id, ask: (method: string, path: string, body?: unknown) => send(token, method, path, body) }
    },
  }
}
