import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { erasureFiles } from '#server/identity/erasures.ts'
import { limits } from '#server/limits.ts'
import { resident } from '#server/identity/tables.ts'
import { deskTown, tinyPng } from './counter-town.ts'

const png = tinyPng()
const picture = png.toString('base64')

describe('somebody without a phone who wants to be forgotten', () => {
  it('is, with a signed paper: card, points and vouchers end, and the paper’s hash stays', async () => {
    const { town, attendant, elder, desk, cardCode, slip, inspect, rewardId } = await deskTown()
    const { code } = await slip()
    expect(await desk('/closings', { cardCode, picture })).toMatchObject({
      status: 200,
      body: { closed: true },
    })
    const { reader } = town.ctx.db
    const [row] = await reader.select().from(resident).where(eq(resident.id, elder.id))
    expect(row?.closedAt).not.toBeNull()
    expect((await town.wallet(elder)).spendable).toBe(0)
    expect((await inspect(code)).status).toBeGreaterThanOrEqual(400)
    expect((await desk('/redemptions', { cardCode, rewardId })).body.code).toBe('not-found')
    const [entry] = await reader.select().from(auditEntry).where(eq(auditEntry.action, 'account.close'))
    expect(entry).toMatchObject({
      subject: elder.id,
      after: { paper: createHash('sha256').update(png).digest('hex') },
    })
    const lists = erasureFiles(town.ctx.config).filter(existsSync)
    expect(lists.some(file => readFileSync(file, 'utf8').includes(elder.id))).toBe(true)
    const { acts } = (await town.get<{ acts: object[] }>('/attendant/acts', { as: attendant })).body
    expect(acts[0]).toMatchObject({ act: 'account.close', for: '' })
  })

  it('is, with a photo as large as a phone takes it', async () => {
    const { desk, cardCode } = await deskTown()
    const inside = Buffer.alloc(limits.pictureBytes - png.length)
    const large = Buffer.concat([png.subarray(0, 24), inside, png.subarray(24)])
    const answer = await desk('/closings', { cardCode, picture: large.toString('base64') })
    expect(answer).toMatchObject({ status: 200, body: { closed: true } })
  })

  it('is forgotten once; the same request again gets the same answer', async () => {
    const { town, attendant, cardCode } = await deskTown()
    const asked = { as: attendant, body: { cardCode, picture }, key: 'close-once' }
    const first = await town.post('/attendant/closings', asked)
    expect(first.status).toBe(200)
    expect(await town.post('/attendant/closings', asked)).toMatchObject({ status: 200, body: first.body })
    const again = await town.post('/attendant/closings', { ...asked, key: 'close-twice' })
    expect(again.body.code).toBe('not-found')
  })

  it('stays without a paper', async () => {
    const { town, elder, desk, cardCode } = await deskTown()
    const answer = await desk('/closings', {
      cardCode,
      picture: Buffer.from('no paper at all').toString('base64'),
    })
    expect(answer.body.code).toBe('picture-invalid')
    expect((await town.wallet(elder)).spendable).toBe(2_500)
  })

  it('does it alone when there is a phone, and through the guardian under 14', async () => {
    const { town, desk } = await deskTown()
    const withPhone = await town.resident({ phone: '13900000777' })
    const carded = async (residentId: string) => (await desk('/cards', { residentId })).body.code
    const refused = await desk('/closings', { cardCode: await carded(withPhone.id), picture })
    expect(refused.body.code).toBe('closing-has-phone')
    const body = { nickname: '芒种', minorUntil: '2031-05', consent: true }
    const added = await town.post<{ id: string }>('/me/children', { as: withPhone, body })
    expect(added.status).toBe(201)
    const child = await desk('/closings', { cardCode: await carded(added.body.id), picture })
    expect(child.body.code).toBe('minor-needs-guardian')
  })
})
