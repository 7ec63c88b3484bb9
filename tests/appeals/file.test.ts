import { describe, expect, it } from 'vitest'
import { appeal } from '#server/appeals/tables.ts'
import { residentSecret } from '#server/identity/tables.ts'
import { eq } from 'drizzle-orm'
import { buildTown, say } from './town.ts'

describe('an appeal about missing points', () => {
  it('is filed with its clock, and both sides see the same day', async () => {
    const town = await buildTown()
    const { status, body } = await town.file({ evidence: '车号 428 路' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      state: 'open',
      text: '早上坐了公交，没有记上。',
      evidence: '车号 428 路',
      on: '2026-11-20',
      at: '08:15',
      partner: { code: 'metro' },
      dueOn: '2026-12-07',
      workingDaysLeft: 10,
      overdue: false,
      findings: [{ kind: 'not-reported' }],
    })
    const mine = await town.get<{ items: unknown[] }>('/me/appeals', { as: town.rider })
    const theirs = await town.get<{ items: object[] }>('/admin/appeals', { as: town.staff })
    expect(mine.body.items).toMatchObject([{ id: body.id, dueOn: '2026-12-07' }])
    expect(theirs.body.items).toMatchObject([{ id: body.id, dueOn: '2026-12-07', residentId: town.rider.id }])
    expect(theirs.body.items[0]).not.toHaveProperty('nickname')
  })

  it('is overdue for both sides on the day after its last, and the clock never stopped', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    await town.post(`/admin/appeals/${body.id}/ask`, { as: town.staff })
    town.clock.set('2026-12-07T15:59:00Z')
    const mine = async () => (await town.get(`/me/appeals/${body.id}`, { as: town.rider })).body
    expect(await mine()).toMatchObject({ state: 'asked', workingDaysLeft: 0, overdue: false })
    town.clock.set('2026-12-07T16:00:00Z')
    expect(await mine()).toMatchObject({ workingDaysLeft: 0, overdue: true })
    const { body: listed } = await town.get<{ items: object[] }>('/admin/appeals', { as: town.staff })
    expect(listed.items).toMatchObject([{ overdue: true }])
  })

  it('sent twice with one key is one appeal', async () => {
    const town = await buildTown()
    const [first, again] = [await town.file({}, town.rider, 'k-1'), await town.file({}, town.rider, 'k-1')]
    expect(again.body.id).toBe(first.body.id)
    expect(await town.ctx.db.reader.select().from(appeal)).toHaveLength(1)
  })

  it('about the same thing is filed once while it is open', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    expect(say(await town.file())).toBe('409 appeal-already-open')
    await town.post(`/me/appeals/${body.id}/withdraw`, { as: town.rider })
    expect((await town.file()).status).toBe(201)
  })

  it('finds no place beside three open ones, and none after five on one day', async () => {
    const town = await buildTown()
    for (const at of ['08:00', '12:00', '18:00']) {
      const { body } = await town.file({ at })
      if (at !== '08:00') continue
      await town.post(`/me/appeals/${body.id}/withdraw`, { as: town.rider })
    }
    expect((await town.file({ at: '09:00' })).status).toBe(201)
    expect(say(await town.file({ at: '10:00' }))).toBe('409 appeal-limit-open')
    const { body } = await town.get<{ items: { id: string; state: string }[] }>('/me/appeals', {
      as: town.rider,
    })
    for (const { id } of body.items.filter(({ state }) => state === 'open'))
      await town.post(`/me/appeals/${id}/withdraw`, { as: town.rider })
    expect((await town.file({ at: '11:00' })).status).toBe(201)
    expect(say(await town.file({ at: '13:00' }))).toBe('409 appeal-limit-day')
    town.clock.advance({ days: 1 })
    expect((await town.file({ at: '13:00' })).status).toBe(201)
  })

  it('many at once from one person fill the limit exactly', async () => {
    const town = await buildTown()
    const times = ['08:00', '09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00']
    const answers = await Promise.all(times.map(at => town.file({ at })))
    expect(answers.map(say).sort()).toEqual([
      ...Array(3).fill('201 '),
      ...Array(5).fill('409 appeal-limit-open'),
    ])
  })

  it('is refused at once where nothing could come of it', async () => {
    const town = await buildTown()
    expect(say(await town.file({ on: '2026-11-24' }))).toBe('422 appeal-ahead')
    expect(say(await town.file({ on: '2026-10-01' }))).toBe('422 appeal-too-old')
    expect(say(await town.file({ partner: 'nobody' }))).toBe('422 partner-not-reporting')
    expect(say(await town.file({ actionType: 'flying' }))).toBe('422 action-type-not-found')
    expect(await town.ctx.db.reader.select().from(appeal)).toEqual([])
  })

  it('is plain text of at most 500 characters', async () => {
    const town = await buildTown()
    for (const text of ['', '   ', 'x'.repeat(501), 'a\u0007b', 'a\u202eb', 7, null])
      expect((await town.file({ text })).status, String(text)).toBe(400)
    const { body } = await town.file({ text: '第一行\n<script>alert(1)</script>' })
    expect(body).toMatchObject({ text: '第一行\n<script>alert(1)</script>' })
  })

  it('keeps its words sealed, and forgets them with the person', async () => {
    const town = await buildTown()
    const { body } = await town.file({ text: '我叫小满，住在石桥铺', evidence: '卡号 9988' })
    const [row] = await town.ctx.db.reader.select().from(appeal)
    expect(JSON.stringify(row)).not.toMatch(/小满|9988/)
    await town.write(tx => tx.delete(residentSecret).where(eq(residentSecret.residentId, town.rider.id)))
    const { body: seen } = await town.get(`/admin/appeals/${body.id}`, { as: town.staff })
    expect(seen).toMatchObject({ text: null, evidence: null, on: '2026-11-20' })
  })

  it('of somebody else is not there', async () => {
    const town = await buildTown()
    const { body } = await town.file()
    const other = await town.neighbour()
    expect(say(await town.get(`/me/appeals/${body.id}`, { as: other }))).toBe('404 not-found')
    expect(say(await town.post(`/me/appeals/${body.id}/withdraw`, { as: other }))).toBe('404 not-found')
    expect((await town.get<{ items: [] }>('/me/appeals', { as: other })).body.items).toEqual([])
  })

  it('is listed in pages, each appeal once, the most urgent first for the staff', async () => {
    const town = await buildTown()
    const filed: string[] = []
    for (let day = 0; day < 3; day++) {
      for (const at of ['08:00', '18:00'])
        filed.push((await town.file({ at }, await town.resident())).body.id)
      town.clock.advance({ days: 1 })
    }
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const path: string = `/admin/appeals?limit=2${next ? `&cursor=${next}` : ''}`
      const page: { items: { id: string }[]; next: string | null } = (
        await town.get<{ items: { id: string }[]; next: string | null }>(path, { as: town.staff })
      ).body
      seen.push(...page.items.map(({ id }) => id))
      next = page.next
    }
    expect(seen).toEqual(filed)
  })
})
