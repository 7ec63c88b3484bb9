import { describe, expect, it } from 'vitest'
import { signedForm } from '#server/desk/tables.ts'
import { limits } from '#server/limits.ts'
import { home, inviteOf } from '#tests/households/family.ts'
import { deskTown, tinyPng } from './counter-town.ts'

const png = tinyPng().toString('base64')
const plain = { purpose: 'consent', picture: png, consents: [] }

describe('a form signed on paper', () => {
  it('is kept sealed, does what was agreed to, and is read by its owner alone', async () => {
    const { town, elder, desk, cardCode } = await deskTown()
    await town.partner()
    const consents = [{ partner: 'metro', actionType: 'bus-ride' }]
    const { status, body } = await desk('/forms', { ...plain, cardCode, consents })
    expect(status).toBe(201)
    const given = (await town.get('/me/consents', { as: elder })).body['consents']
    expect(given).toMatchObject([{ actionType: 'bus-ride', channel: 'paper' }])
    const { forms } = (await town.get<{ forms: object[] }>('/me/forms', { as: elder })).body
    expect(forms).toMatchObject([{ id: body.id, purpose: 'consent', community: '测试社区' }])
    const read = await town.get(`/me/forms/${body.id}`, { as: elder })
    expect(read.body).toEqual({ mediaType: 'image/png', picture: png })
    const other = await town.resident()
    expect((await town.get(`/me/forms/${body.id}`, { as: other })).body.code).toBe('not-found')
    const [row] = await town.ctx.db.reader.select().from(signedForm)
    expect(row?.sealed).not.toContain(png.slice(0, 40))
  })

  it('moves somebody without a phone into a household that invited them', async () => {
    const { town, elder, desk, cardCode } = await deskTown()
    const son = await town.resident({ nickname: '白露' })
    const invitation = await inviteOf(town, son)
    const wrong = await desk('/forms', { ...plain, purpose: 'household', cardCode, invitation: 'ABCDEFGH' })
    expect(wrong.body.code).toBe('household-invitation-wrong')
    const joined = await desk('/forms', { ...plain, purpose: 'household', cardCode, invitation })
    expect(joined.status).toBe(201)
    expect((await home(town, elder))?.members.map(member => member.nickname)).toEqual(['白露', '立冬'])
    expect(await town.ctx.db.reader.select().from(signedForm)).toHaveLength(1)
  })

  it.each([
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['HTML with a picture’s name', Buffer.from(`<!doctype html>${' '.repeat(40)}`)],
    ['a GIF', Buffer.from(`GIF89a${'\0'.repeat(40)}`, 'latin1')],
    ['a picture that was cut off', tinyPng().subarray(0, 60)],
    ['nothing to speak of', Buffer.from([0xff, 0xd8, 0xff, 0xff, 0xd9])],
  ])('is not %s', async (_, bytes) => {
    const { desk, cardCode } = await deskTown()
    const answer = await desk('/forms', { ...plain, cardCode, picture: bytes.toString('base64') })
    expect(answer.body.code).toBe('picture-invalid')
  })

  it('is no larger than a photo of a page needs to be', async () => {
    const { town, desk, cardCode } = await deskTown()
    const large = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(limits.pictureBytes)])
    const answer = await desk('/forms', { ...plain, cardCode, picture: large.toString('base64') })
    expect(answer.body.code).toBe('picture-too-large')
    const huge = 'A'.repeat(limits.pictureBodyBytes)
    expect((await desk('/forms', { ...plain, cardCode, picture: huge })).body.code).toBe('body-too-large')
    expect(await town.ctx.db.reader.select().from(signedForm)).toEqual([])
  })
})
