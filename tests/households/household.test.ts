import { describe, expect, it } from 'vitest'
import { limits } from '#server/limits.ts'
import { outcomes, times } from '#tests/identity/front-office.ts'
import { buildDistrict, type District } from '#tests/support/district.ts'
import type { Answered } from '#tests/support/request.ts'
import { home, inviteOf, memberId, moveIn } from './family.ts'

const counted = (answers: Answered[]) => outcomes(answers.map(({ status, body }) => ({ status, json: body })))

async function twoPeople() {
  const town = await buildDistrict()
  const holder = await town.resident({ nickname: '大暑' })
  const guest = await town.resident({ nickname: '小寒' })
  return { town, holder, guest }
}

const join = (town: District, as: Parameters<typeof home>[1], code: string) =>
  town.post('/me/household/join', { as, body: { code, agreed: true } })

describe('a household', () => {
  it('takes in who shows its code and says yes, and both see each other', async () => {
    const { town, holder, guest } = await twoPeople()
    const code = await inviteOf(town, holder)
    const preview = await town.post('/me/household/preview', { as: guest, body: { code } })
    expect(preview.body).toEqual({ holder: '大暑', members: 1 })
    expect(await home(town, guest)).toBeNull()
    expect((await join(town, guest, code.toLowerCase())).status).toBe(200)
    const seen = await home(town, guest)
    expect(seen?.members.map(({ nickname, self, holder: isHolder }) => [nickname, self, isHolder])).toEqual([
      ['大暑', false, true],
      ['小寒', true, false],
    ])
    expect((await home(town, holder))?.id).toBe(seen?.id)
  })

  it('lets nobody in without their own yes', async () => {
    const { town, holder, guest } = await twoPeople()
    const code = await inviteOf(town, holder)
    for (const body of [{ code }, { code, agreed: false }]) {
      const answer = await town.post('/me/household/join', { as: guest, body })
      expect(answer.body.code).toBe('request-invalid')
    }
    expect(await home(town, guest)).toBeNull()
  })

  it('lets one person in by one code, however many try it at once', async () => {
    const { town, holder } = await twoPeople()
    const code = await inviteOf(town, holder)
    const guests = await Promise.all(Array.from({ length: 8 }, () => town.resident()))
    const answers = await Promise.all(guests.map(guest => join(town, guest, code)))
    expect(counted(answers)).toEqual({ 200: 1, 'household-invitation-wrong': 7 })
    expect((await home(town, holder))?.members).toHaveLength(2)
  })

  it('takes no code that is over, used, replaced by a newer one or guessed too often', async () => {
    const { town, holder, guest } = await twoPeople()
    const old = await inviteOf(town, holder)
    const newer = await inviteOf(town, holder)
    expect((await join(town, guest, old)).body.code).toBe('household-invitation-wrong')
    town.clock.advance({ minutes: 10 })
    expect((await join(town, guest, newer)).body.code).toBe('household-invitation-wrong')
    const answers = await times(8, () => join(town, guest, 'ABCDEFGH'))
    expect(answers.some(answer => answer.body.code === 'too-many-requests')).toBe(true)
    const right = await inviteOf(town, holder)
    expect((await join(town, guest, right)).body.code).toBe('too-many-requests')
  })

  it('is not left by accident: who lives with others leaves first', async () => {
    const { town, holder, guest } = await twoPeople()
    await moveIn(town, holder, guest)
    const stranger = await town.resident()
    const code = await inviteOf(town, stranger)
    expect((await join(town, guest, code)).body.code).toBe('household-leave-first')
    expect((await town.post('/me/household/leave', { as: guest })).status).toBe(204)
    // The refusal has not used the code up.
    expect((await join(town, guest, code)).status).toBe(200)
  })

  it('is invited into and cleared by its holder; the next in line is it when they go', async () => {
    const { town, holder, guest } = await twoPeople()
    await moveIn(town, holder, guest)
    const invite = await town.post('/me/household/invitations', { as: guest })
    expect(invite.body.code).toBe('household-holder-only')
    const [holders, guests] = [await memberId(town, guest, '大暑'), await memberId(town, guest, '小寒')]
    const removed = await town.delete(`/me/household/members/${holders}`, { as: guest })
    expect(removed.body.code).toBe('household-holder-only')
    expect((await town.delete(`/me/household/members/${guests}`, { as: holder })).status).toBe(204)
    expect(await home(town, guest)).toBeNull()
    await moveIn(town, holder, guest)
    await town.post('/me/household/leave', { as: holder })
    expect((await home(town, guest))?.members.map(one => one.holder)).toEqual([true])
  })

  it('knows nobody of another household', async () => {
    const { town, holder, guest } = await twoPeople()
    const stranger = await town.resident({ nickname: '惊蛰' })
    await moveIn(town, holder, guest)
    await inviteOf(town, stranger)
    const theirs = await memberId(town, stranger, '惊蛰')
    expect((await town.delete(`/me/household/members/${theirs}`, { as: holder })).body.code).toBe('not-found')
    const shares = [{ memberId: theirs, percent: 100 }]
    const split = await town.post('/me/household/split', { as: holder, body: { shares } })
    expect(split.body.code).toBe('not-found')
    const help = { memberId: theirs, monthlyCentipoints: 1_000 }
    expect((await town.post('/me/help', { as: holder, body: help })).body.code).toBe('not-found')
  })

  it('is full at some size, also when the last places are taken at once', async () => {
    const { town, holder } = await twoPeople()
    for (let at = 2; at < limits.householdMembers; at++) await moveIn(town, holder, await town.resident())
    const [code, child] = [await inviteOf(town, holder), { minorUntil: '2030-01', consent: true }]
    const last = await town.resident()
    const answers = await Promise.all([
      join(town, last, code),
      town.post('/me/children', { as: holder, body: { nickname: '芽', ...child } }),
      town.post('/me/children', { as: holder, body: { nickname: '苗', ...child } }),
    ])
    expect((await home(town, holder))?.members).toHaveLength(limits.householdMembers)
    expect(answers.filter(answer => answer.body.code === 'household-full')).toHaveLength(2)
  })
})
