import { existsSync, readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import { dialect } from '#server/db/dialect.ts'
import { openLog } from '#server/log.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import { type Client, clientOf } from '#tests/support/request.ts'

const residents = 960
const atOnce = 16
const phones = Array.from({ length: 1_000 }, (_, index) => String(13_712_300_000 + index * 37))
const nicknames = phones.map((_, index) => `花名${index}号`)
const cards = phones.slice(0, 40).map((_, index) => `PLANTED-CARD-${index}`)

let district: District
let logged = ''
/** Everything that the service wrote somewhere, by name. */
const written = new Map<string, Buffer>()

beforeAll(async () => {
  district = await buildDistrict({ kept: true })
  const out = new Writable({
    write(line: Buffer, _encoding, done) {
      logged += line.toString()
      done()
    },
  })
  const { ctx } = district
  const sms = {
    ready: true,
    async send({ phone, code }: { phone: string; code: string }) {
      if (phone === phones[0]) throw new Error(`no route to ${phone}`)
      district.codes.set(phone, code)
    },
  }
  const log = openLog({ logLevel: 'debug' }, out)
  const client = clientOf(createApp({ ...ctx, log, sms }))
  await client.post('/session/code', { body: { phone: phones[0], audience: 'resident' } })
  for (let from = 1; from < residents; from += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, residents - from) }, (_, at) => plantResident(client, from + at)),
    )
  await plantOthers(client)
  await plantErrors(client)
  await collect()
}, 240_000)
afterAll(() => district.close())

async function plantResident({ post, patch }: Client, index: number): Promise<void> {
  const phone = phones[index]
  await post('/session/code', { body: { phone, audience: 'resident' } })
  const code = district.codes.get(phone ?? '')
  const given = { phone, code, audience: 'resident', consentToTerms: true }
  const { body } = await post<{ token: string }>('/session', { body: given })
  const as = { token: async () => body.token }
  const { status } = await patch('/me', { as, body: { nickname: nicknames[index] } })
  if (status !== 200) throw new Error(`planting was answered ${status}`)
}

/** Staff and attendants by the administrators' routes, and cards of riders that are reported about. */
async function plantOthers({ post }: Client): Promise<void> {
  const as = await district.administrator('system')
  const shop = await district.merchant()
  for (let index = residents; index < phones.length; index++) {
    const phone = phones[index]
    const body = index % 2 ? { phone, community: '测试社区' } : { phone, nickname: '店员', role: 'clerk' }
    const path = index % 2 ? '/admin/attendants' : `/admin/merchants/${shop}/staff`
    expect((await post(path, { as, body })).status).toBe(201)
    await post('/session/code', { body: { phone, audience: index % 2 ? 'attendant' : 'merchant' } })
  }
  const metro = await district.partner()
  for (const [index, card] of cards.entries()) {
    await post('/partner/binding-codes', { as: metro, body: { externalId: card } })
    await district.rider(metro, card)
    await district.report(metro, { id: `ride-${index}`, subject: card, data: {} })
  }
}

/** What goes wrong is written down more often than what goes right. */
async function plantErrors({ post, get }: Client): Promise<void> {
  for (const phone of phones.slice(0, 50)) {
    await post('/session', { body: { phone, code: '000000', audience: 'resident' } })
    await post('/session', { body: { phone, audience: 'resident', more: phone } })
    await post('/session', { text: `{"phone":"${phone}"`, headers: { 'idempotency-key': phone } })
    await get(`/me?phone=${phone}`)
    await get(`/rewards/${phone}`)
    await get('/me', { headers: { cookie: `resident=${phone}`, 'user-agent': phone } })
  }
}

async function collect(): Promise<void> {
  written.set('log', Buffer.from(logged))
  const { address, ctx } = district
  if (dialect === 'postgres') return collectTables()
  const copy = `${address}.backup`
  await ctx.db.backup(copy)
  for (const file of [address, `${address}-wal`, copy])
    if (existsSync(file)) written.set(file.replace(/^.*carbon/, 'carbon'), readFileSync(file))
}

/** Every row of every table as JSON. */
async function collectTables(): Promise<void> {
  const client = new pg.Client({ connectionString: district.address })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  )
  for (const { name } of rows) {
    const dump = await client.query<{ row: string }>(`select row_to_json(t)::text as row from "${name}" t`)
    written.set(`table ${name}`, Buffer.from(dump.rows.map(({ row }) => row).join('\n')))
  }
  await client.end()
}

describe('a thousand phones that went through the service', () => {
  it('are there, and were looked for where the service writes', async () => {
    const told = [...written.keys()]
    expect(told.length).toBeGreaterThan(dialect === 'postgres' ? 40 : 3)
    expect(logged).toContain('a text could not be sent')
    const everything = Buffer.concat([...written.values()])
    // What is no secret is found, so the search can find something.
    expect(everything.includes('测试社区')).toBe(true)
  })

  it.each<[string, readonly string[]]>([
    ['no phone', phones],
    ['no phone in base64', phones.map(phone => Buffer.from(phone).toString('base64').slice(0, -1))],
    ['no nickname of a resident', nicknames.slice(1, residents)],
    ['no card', cards],
  ])('left %s anywhere', (_, planted) => {
    const hits = [...written].flatMap(([name, bytes]) => {
      const found = planted.filter(text => bytes.includes(text))
      return found.length > 0 ? [`${name}: ${found.length}, such as ${found[0]}`] : []
    })
    expect(hits).toEqual([])
  })
})
