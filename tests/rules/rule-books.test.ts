import { describe, expect, it } from 'vitest'
import { loadFactors } from '#server/scenarios/load-factors.ts'
import { startOf } from '#shared/domain/calendar.ts'
import { factor, gramsEach } from '#seeds/reference/factor.ts'
import { busRide, openOffice, payingEach, publish } from './programme.ts'

describe('the compiled rule book', () => {
  it('is kept as long as nobody changed a rule', async () => {
    const { office } = await openOffice()
    const book = await office.rules.inForce(office.db.reader)
    expect(await office.rules.inForce(office.db.reader)).toBe(book)
    expect(await office.db.transaction(tx => office.rules.inForce(tx))).toBe(book)
  })

  it('is new in every process as soon as a change is on disk', async () => {
    const programme = await openOffice()
    const second = await programme.secondProcess()
    const before = await second.rules.inForce(second.db.reader)
    expect(before.actionTypes.get('bus-ride')!.rulesAt(Date.parse('2026-12-02T00:00:00Z'))).toMatchObject([
      { version: { version: 1 } },
    ])
    await publish(programme, { code: busRide, body: payingEach(200) }, '2026-12-01T00:00:00Z')
    const after = await second.rules.inForce(second.db.reader)
    expect(after.actionTypes.get('bus-ride')!.rulesAt(Date.parse('2026-12-02T00:00:00Z'))).toMatchObject([
      { version: { version: 2 } },
    ])
    expect(await second.rules.inForce(second.db.reader)).toBe(after)
  })

  it('does not outlive a change that was rolled back after somebody had read it', async () => {
    const { office, draft } = await openOffice()
    const doubtful = {
      ...factor('bus-ride', {
        name: { zh: '公交', en: 'Bus' },
        form: gramsEach(999),
        published: '999 g',
        source: 'nobody',
        year: 2026,
        certainty: 'low',
      }),
      version: 2,
      validFrom: startOf('2022-01-01'),
    }
    const undone = office.db.transaction(async tx => {
      await loadFactors(tx, office, { kind: 'command', name: 'test' }, [doubtful])
      const seen = await office.rules.inForce(tx)
      expect(seen.actionTypes.get('bus-ride')!.carbonOf({}, office.now().getTime())).toMatchObject({
        grams: 999,
      })
      throw new Error('the disk is full')
    })
    await expect(undone).rejects.toThrow()
    await draft({ kind: 'command', name: 'test' }, { code: busRide, body: payingEach(1) })
    const book = await office.rules.inForce(office.db.reader)
    expect(book.actionTypes.get('bus-ride')!.carbonOf({}, office.now().getTime())).toMatchObject({
      grams: 120,
    })
  })
})
