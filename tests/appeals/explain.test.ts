import { describe, expect, it } from 'vitest'
import { atEight, buildTown, kindsOf, say } from './town.ts'

describe('the system explains by itself why a ride is missing', () => {
  it('because the rider never connected the partner nor agreed to its reports', async () => {
    const town = await buildTown()
    const stranger = await town.resident()
    const answer = await town.explain({}, stranger)
    expect(kindsOf(answer)).toEqual(['not-connected', 'no-consent'])
    expect(answer.body.findings.map(({ next }) => next)).toEqual(['connect', 'consent'])
    expect(answer.body.findings[0]!.sentence).toBe('您没有连接metro，所以它的记录不会记给您。')
  })

  it('because the rider connected and agreed only later', async () => {
    const town = await buildTown()
    const late = await town.resident()
    await town.bind(late, town.bus, 'card-late', { at: 'now' })
    await town.consent(late, town.bus, { at: 'now' })
    const answer = await town.explain({}, late)
    expect(kindsOf(answer)).toEqual(['not-connected', 'no-consent'])
    expect(answer.body.findings[0]!.sentence).toContain('11月23日 10:00')
  })

  it('because it has been counted, and links to the record', async () => {
    const town = await buildTown()
    const [told] = await town.report(town.bus, { id: 'r-1', time: atEight, data: { durationS: 900 } })
    const answer = await town.explain()
    expect(answer.body.findings).toMatchObject([
      { kind: 'counted', next: 'record', records: [told!.activityId] },
    ])
    expect(kindsOf(await town.explain({ at: '17:00' }))).toEqual(['not-reported'])
    expect(kindsOf(await town.explain({ at: null }))).toEqual(['counted'])
  })

  it('because the limit of that day was reached', async () => {
    const town = await buildTown()
    const rides = ['06', '07', '12', '18', '21'].map(hour => ({
      id: `r-${hour}`,
      time: `2026-11-20T${hour}:00:00+08:00`,
      data: { durationS: 600 },
    }))
    await town.report(town.bus, ...rides)
    const answer = await town.explain({ at: '21:00' })
    expect(kindsOf(answer)).toEqual(['cap-reached'])
    expect(answer.body.findings[0]!.sentence).toContain('每人每天最多 4 次')
    expect(answer.body.findings[0]!.records).toHaveLength(2)
  })

  it('because it waits for a reviewer, or one refused it and said why', async () => {
    const town = await buildTown()
    const [told] = await town.report(town.bus, { id: 'r-1', time: '2026-11-10T00:15:00Z', data: {} })
    const deed = { on: '2026-11-10' }
    expect(kindsOf(await town.explain(deed))).toEqual(['held'])
    await town.post(`/admin/activities/${told!.activityId}/review`, {
      as: town.staff,
      body: { outcome: 'refused', reason: '当天没有这趟车' },
    })
    const answer = await town.explain(deed)
    expect(kindsOf(answer)).toEqual(['review-refused'])
    expect(answer.body.findings[0]!.sentence).toContain('当天没有这趟车')
  })

  it('because the partner withdrew it', async () => {
    const town = await buildTown()
    await town.report(town.bus, { id: 'r-1', time: atEight, data: {} })
    await town.report(town.bus, {
      id: 'r-2',
      time: atEight,
      type: 'bus-ride.retracted',
      activityid: 'r-1',
      revision: 2,
    })
    expect(kindsOf(await town.explain())).toEqual(['withdrawn'])
  })

  it('because another ride took that very time', async () => {
    const town = await buildTown()
    await town.report(town.bus, {
      id: 'r-1',
      type: 'bike-ride',
      time: atEight,
      data: { durationS: 900, distanceM: 3_000 },
    })
    expect(kindsOf(await town.explain())).toEqual(['overlapped'])
  })

  it('because a report about the rider was refused', async () => {
    const town = await buildTown()
    await town.report(town.bus, { id: 'r-9', time: atEight, data: { durationS: 'long' } })
    const answer = await town.explain()
    expect(kindsOf(answer)).toEqual(['report-refused'])
    expect(kindsOf(await town.explain({ actionType: 'bike-ride' }))).toEqual(['not-reported'])
  })

  it('because the operator has not reported yet, and when it last did', async () => {
    const town = await buildTown()
    await town.report(town.bus, { id: 'r-0', time: '2026-11-22T14:00:00Z', data: {} })
    const answer = await town.explain({ on: '2026-11-23', at: '09:30' })
    expect(answer.body.findings).toMatchObject([{ kind: 'not-reported', next: 'wait' }])
    const { sentence } = answer.body.findings[0]!
    expect(sentence).toContain('最近一次收到它的数据：11月23日 10:00')
    expect(sentence).toContain('它通常在行动后约 12 小时报来')
  })

  it('because nobody at a counter confirmed it', async () => {
    const town = await buildTown()
    const answer = await town.explain({ actionType: 'own-cup', partner: null })
    expect(kindsOf(answer)).toEqual(['not-confirmed'])
  })

  it('because it is still to come, or more than 30 days ago: then nothing can be appealed', async () => {
    const town = await buildTown()
    const ahead = await town.explain({ on: '2026-11-24' })
    expect([kindsOf(ahead), ahead.body.mayAppeal]).toEqual([['ahead'], false])
    const old = await town.explain({ on: '2026-10-01' })
    expect([kindsOf(old)[0], old.body.mayAppeal]).toEqual(['too-old', false])
    const edge = await town.explain({ on: '2026-10-24', at: '10:30' })
    expect(edge.body.mayAppeal).toBe(true)
  })

  it('in the language that is asked for, with the day by which an appeal is answered', async () => {
    const town = await buildTown()
    const stranger = await town.resident()
    const { body } = await town.post<{
      findings: { sentence: string }[]
      dueOn: string
      workingDays: number
    }>('/me/appeals/explain', {
      as: stranger,
      body: { actionType: 'bus-ride', partner: 'metro', on: '2026-11-20', at: '08:15' },
      headers: { 'accept-language': 'en' },
    })
    expect(body.findings[0]!.sentence).toBe(
      'You have not connected metro, so its records do not come to you.',
    )
    expect(body).toMatchObject({ dueOn: '2026-12-07', workingDays: 10 })
  })

  it('and asks again where the question itself is wrong', async () => {
    const town = await buildTown()
    expect((await town.explain({ partner: 'nobody' })).body).toMatchObject({ code: 'partner-not-reporting' })
    expect((await town.explain({ actionType: 'own-cup' })).body).toMatchObject({
      code: 'partner-not-reporting',
    })
    expect((await town.explain({ actionType: 'flying' })).body).toMatchObject({
      code: 'action-type-not-found',
    })
    for (const wrong of [{ at: '8:15' }, { at: '24:00' }, { on: '2026-02-30' }, { on: 'today' }])
      expect((await town.explain(wrong)).status).toBe(400)
  })

  it('and never tells what happened to somebody else', async () => {
    const town = await buildTown()
    await town.report(town.bus, { id: 'r-1', time: atEight, data: {} })
    const other = await town.neighbour()
    expect(kindsOf(await town.explain({}, other))).toEqual(['not-reported'])
  })
})

describe('a day without a rule', () => {
  it('says that nothing paid, and no appeal is taken', async () => {
    const town = await buildTown()
    const { body } = await town.get<{ rules: { id: string }[] }>(
      '/admin/rules?code=chongqing-scale.bus-ride',
      {
        as: town.staff,
      },
    )
    const path = `/admin/rules/${body.rules[0]!.id}/withdraw`
    expect((await town.post(path, { as: town.staff, body: { reason: '不再需要这条规则' } })).status).toBe(200)
    town.clock.advance({ days: 1 })
    const answer = await town.explain({ on: '2026-11-24', at: null })
    expect([kindsOf(answer), answer.body.mayAppeal]).toEqual([['no-rule'], false])
    expect(say(await town.file({ on: '2026-11-24', at: null }))).toBe('422 appeal-nothing-pays')
    expect(kindsOf(await town.explain())).toEqual(['not-reported'])
  })
})
