import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { eq, getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { tripDetail } from '#server/activities/tables.ts'
import { auditEntry } from '#server/audit/tables.ts'
import * as schema from '#server/db/schema.ts'
import { eraseAgain, rememberErasures } from '#server/identity/erasures.ts'
import { blindIndex } from '#server/identity/sealing.ts'
import { binding, resident as residents, residentSecret } from '#server/identity/tables.ts'
import { transfer } from '#server/ledger/tables.ts'
import { reward } from '#server/rewards/tables.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { TestResident } from '#tests/support/people.ts'
import { redeem } from '#tests/vouchers/phone.ts'

interface MyData {
  readonly profile: object
  readonly bindings: { readonly accounts: readonly object[] }
  readonly activities: readonly { readonly receipt: unknown }[]
  readonly consents: readonly object[]
  readonly statement: readonly object[]
  readonly vouchers: readonly object[]
  readonly sessions: readonly object[]
}

/** A person with an account, a ride, points, a voucher and a shop to spend at. */
async function life() {
  const district = await buildDistrict()
  const metro = await district.partner()
  /** A trip on the metro, some minutes ago. */
  const rideNow = (id: string) =>
    district.report(metro, {
      id,
      type: 'metro-ride',
      subject: 'CARD-4711',
      time: new Date(district.ctx.now().getTime() - 30 * 60_000).toISOString(),
      data: { entryStation: 'cq.chaotianmen', exitStation: 'cq.daping', durationS: 1_200 },
    })
  const li = await district.rider(metro, 'CARD-4711')
  await district.give(li.id, 100)
  const rewardId = await district.reward({ stock: 3, points: 10 })
  return { district, rideNow, li, rewardId }
}

async function codeFor(district: District, who: TestResident): Promise<string> {
  const sent = await district.post('/me/delete/code', { as: who })
  expect(sent.status, JSON.stringify(sent.body)).toBe(200)
  return district.codes.get(who.phone ?? '') ?? ''
}

const close = (district: District, who: TestResident, code: string) =>
  district.post('/me/delete', { as: who, body: { code } })

describe('my data', () => {
  it('is one document with all that is kept about me, my own numbers in clear', async () => {
    const { district, rideNow, li, rewardId } = await life()
    await rideNow('ride-1')
    const held = await redeem(district, li, rewardId)
    await district.resident({ nickname: '别人' })
    const { status, body, headers } = await district.get<MyData>('/me/export', { as: li })
    expect(status).toBe(200)
    expect(headers.get('content-disposition')).toContain('my-data-2026-11-23.json')
    expect(body.profile).toMatchObject({ id: li.id, phone: li.phone })
    expect(body.bindings.accounts).toMatchObject([{ externalId: 'CARD-4711' }])
    expect(body.consents.length).toBeGreaterThan(0)
    expect(body.activities[0]).toMatchObject({
      actionType: 'metro-ride',
      places: { entryStation: 'cq.chaotianmen' },
    })
    expect(body.activities[0]!.receipt).toBeTruthy()
    expect(body.vouchers).toMatchObject([{ id: held.id }])
    expect(body.statement.length).toBeGreaterThan(1)
    expect(body.sessions.length).toBeGreaterThan(0)
    expect(JSON.stringify(body)).not.toContain('别人')
    expect(JSON.stringify(body)).not.toMatch(/tokenHash|wrappedKey|Sealed|codeHash/)
  })

  it('is whole however long the lists are', async () => {
    const { district, li } = await life()
    for (let at = 0; at < 450; at++) await district.give(li.id, 1)
    const { body } = await district.get<{ statement: unknown[] }>('/me/export', { as: li })
    expect(body.statement).toHaveLength(451)
    const csv = await district.get<string>('/me/export/statement', { as: li })
    expect(parse(csv.body, { bom: true })).toHaveLength(452)
  })

  it('comes as tables too, in which nothing runs as a formula', async () => {
    const { district, rideNow, li } = await life()
    await rideNow('ride-1')
    const title = { zh: '=1+1', en: '=1+1' }
    await redeem(district, li, await district.reward({ points: 1, title }))
    const table = async (name: string) => {
      const { status, body } = await district.get<string>(`/me/export/${name}`, { as: li })
      expect(status).toBe(200)
      return parse(body, { bom: true }) as string[][]
    }
    expect((await table('vouchers'))[1]).toEqual(expect.arrayContaining(["'=1+1", '待使用', '1.00']))
    expect((await table('activities'))[1]).toEqual(expect.arrayContaining(['已入账']))
    expect((await table('statement')).flat()).toEqual(expect.arrayContaining(["'=1+1", '-1.00', '兑换']))
    expect((await district.get('/me/export/sessions', { as: li })).status).toBe(404)
  })
})

describe('deleting my account', () => {
  it('forgets who I am, gives back what I had not used, and leaves the sums of the ledger', async () => {
    const { district, rideNow, li, rewardId } = await life()
    await rideNow('ride-1')
    await redeem(district, li, rewardId)
    const grams = (await district.wallet(li)).carbon
    const before = await district.ctx.db.reader.select().from(transfer)
    const old = { token: await li.token() }
    const token = async () => old.token
    expect((await close(district, { ...li, token }, await codeFor(district, li))).status).toBe(204)

    const { reader } = district.ctx.db
    expect((await district.get('/me', { as: { token } })).status).toBe(401)
    expect(await reader.select().from(residentSecret).where(eq(residentSecret.residentId, li.id))).toEqual([])
    const [bound] = await reader.select().from(binding).where(eq(binding.residentId, li.id))
    expect(bound).toMatchObject({ externalIndex: bound!.id, externalSealed: '' })
    expect(await reader.select().from(tripDetail)).toEqual([])
    const [shelf] = await reader.select().from(reward).where(eq(reward.id, rewardId))
    expect(shelf!.stock).toBe(3)
    expect(await district.wallet(li)).toMatchObject({ spendable: 0, carbon: grams })
    expect(grams).toBeGreaterThan(0)
    const after = await reader.select().from(transfer)
    expect(after).toEqual(expect.arrayContaining(before))
    expect(after.filter(one => one.credit === 'breakage')).toHaveLength(1)
    const [entry] = await reader.select().from(auditEntry).where(eq(auditEntry.action, 'resident.erase'))
    expect(entry).toMatchObject({ subject: li.id, actorId: li.id, after: { vouchers: 1 } })
    expect(JSON.stringify(entry)).not.toContain(li.phone)
    const late = await rideNow('ride-2')
    expect(JSON.stringify(late)).toContain('subject-unavailable')
  })

  it('lets the phone register again, as somebody new who has nothing', async () => {
    const { district, li } = await life()
    await close(district, li, await codeFor(district, li))
    district.clock.advance({ days: 1 })
    const phone = li.phone!
    await district.post('/session/code', { body: { phone, audience: 'resident' } })
    const body = { phone, code: district.codes.get(phone), audience: 'resident', consentToTerms: true }
    const opened = await district.post<{ token: string }>('/session', { body })
    expect(opened.status).toBe(200)
    const as = { token: async () => opened.body.token }
    const me = await district.get('/me', { as })
    expect(me.body.id).not.toBe(li.id)
    expect((await district.get('/me/wallet', { as })).body).toMatchObject({ spendable: 0, held: 0 })
  })

  it('needs the code that was sent just now; five wrong ones are too many', async () => {
    const { district, li } = await life()
    const code = await codeFor(district, li)
    const wrong = code === '000000' ? '000001' : '000000'
    expect((await close(district, li, wrong)).body.code).toBe('closing-code-wrong')
    expect((await district.get('/me', { as: li })).status).toBe(200)
    for (let at = 0; at < 4; at++) await close(district, li, wrong)
    expect((await close(district, li, code)).body.code).toBe('code-locked')
    expect((await district.post('/me/delete', { as: li, body: {} })).body.code).toBe('request-invalid')
    expect((await district.wallet(li)).spendable).toBe(10_000)
  })

  it('happens once when it is asked for twice at the same time', async () => {
    const { district, li } = await life()
    const code = await codeFor(district, li)
    await li.token()
    const answers = await Promise.all([close(district, li, code), close(district, li, code)])
    expect(answers.map(one => one.status).sort()).toEqual([204, expect.any(Number)])
    expect(answers.filter(one => one.status === 204)).toHaveLength(1)
    const erased = await district.ctx.db.reader
      .select()
      .from(auditEntry)
      .where(eq(auditEntry.action, 'resident.erase'))
    expect(erased).toHaveLength(1)
  })

  it('lets points expire on their day that come back to a closed account', async () => {
    const { district, li, rewardId } = await life()
    await redeem(district, li, rewardId)
    await close(district, li, await codeFor(district, li))
    // As the undoing of an acceptance and its lapse would: into the lot that was closed.
    await district.give(li.id, 5)
    district.clock.advance({ days: 800 })
    const { expirePoints } = await import('#server/ledger/expire-points.ts')
    expect(await expirePoints(district.ctx)).toBe(1)
  })
})

describe('who was forgotten', () => {
  function remembering(district: District) {
    const [sealFolder, backupFolder] = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'carbon-erased-'))) as [
      string,
      string,
    ]
    const ctx = { ...district.ctx, config: { ...district.ctx.config, sealFolder, backupFolder } }
    const lists = () =>
      [sealFolder, backupFolder].map(folder => readFileSync(join(folder, 'erasures.txt'), 'utf8'))
    return { ctx, lists, sealFolder, backupFolder }
  }

  it('stands in a list beside the seals and in one beside the backups, by pseudonym alone', async () => {
    const { district, li } = await life()
    await close(district, li, await codeFor(district, li))
    const { ctx, lists } = remembering(district)
    await rememberErasures(ctx)
    await rememberErasures(ctx)
    const once = new RegExp(`^\\n${li.id} [\\w-]+\\n$`)
    expect(lists()).toEqual([expect.stringMatching(once), expect.stringMatching(once)])
  })

  it('is forgotten again where a backup from before was restored, children first', async () => {
    const { district, li } = await life()
    const stays = await district.resident({ points: 1 })
    const { ctx, lists, backupFolder } = remembering(district)
    const line = (id: string) => `${id} ${blindIndex(ctx.keys, 'erasure', id)}`
    // Unknown, theirs, one that somebody else wrote, and one that a power cut left half of.
    const lines = [
      line('res_unknown'),
      line(li.id),
      `${stays.id} forged`,
      stays.id,
      line(stays.id).slice(0, -1),
    ]
    writeFileSync(join(backupFolder, 'erasures.txt'), lines.join('\n'))
    expect(await eraseAgain(ctx)).toBe(1)
    expect(await eraseAgain(ctx)).toBe(0)
    const closed = await ctx.db.reader.select().from(residents)
    expect(closed.find(one => one.id === li.id)?.closedAt).toBeTruthy()
    expect(closed.find(one => one.id === stays.id)?.closedAt).toBeNull()
    expect(lists()[0]).toContain(li.id)
  })
})

/** What happens to a table that names a resident when they take their data along, and when they go. */
const treated: Readonly<Record<string, string>> = {
  activity: 'exported; stays under the pseudonym',
  appeal: 'exported; stays, its words cannot be opened any more',
  bin_code: 'exported; passes to who stays in the household, or ends',
  binding: 'exported; ends, without the index it could be found by',
  card: 'exported; blocked',
  claim: 'says no more than the activity it belongs to',
  consent: 'exported; withdrawn',
  deed_share: 'in the statement; stays under the pseudonym',
  household_member: 'exported; left',
  lot: 'in the wallet; expires',
  lot_move: 'in the statement; stays under the pseudonym',
  refused_event: 'a code and an instant; stays under the pseudonym',
  resident_secret: 'exported; deleted',
  reward_use: 'follows the vouchers',
  served_act: 'exported; stays under the pseudonym',
  signed_form: 'exported with its picture; deleted',
  split_vote: 'an agreement inside the household; stays under the pseudonym',
  transfer: 'in the statement; stays under the pseudonym',
  voucher: 'exported; given back when unused',
  waiting_place: 'exported; left',
  wallet: 'exported; emptied of points',
}

it('every table that names a resident has been thought of', () => {
  const naming = Object.values(schema)
    .filter(one => is(one, Table))
    .filter(table => 'residentId' in getTableColumns(table))
    .map(table => getTableName(table))
  expect(naming.sort()).toEqual(Object.keys(treated).sort())
})
