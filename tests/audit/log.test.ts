import { expect, it } from 'vitest'
import { openLog } from '#server/log.ts'
import { openOffice } from '#tests/rules/programme.ts'
import { partner } from '#server/partners/tables.ts'

function openTestLog() {
  const lines: string[] = []
  return { lines, log: openLog({ logLevel: 'info' }, { write: line => void lines.push(line) }) }
}

it('a log keeps ids and drops what people sent, by name', () => {
  const { log, lines } = openTestLog()
  log.info(
    { requestId: 'req_1', phone: '13800000001', request: { body: 'x', query: 'y', token: 'z' } },
    'signed in',
  )
  expect(JSON.parse(lines[0]!)).toEqual({
    level: 'info',
    time: expect.any(String),
    requestId: 'req_1',
    request: {},
    msg: 'signed in',
  })
})

it('a failed statement is logged without the values it was given', async () => {
  const { office } = await openOffice()
  const { log, lines } = openTestLog()
  const failure: unknown = await office.db
    .transaction(async tx => {
      await tx.insert(partner).values({ id: 'secret-of-li\nin two lines' } as never)
    })
    .catch(error => error as unknown)
  log.error({ error: failure, cause: (failure as Error).stack })
  expect(lines.join()).toContain('partner')
  expect(lines.join()).not.toContain('secret-of-li')
  expect(lines.join()).not.toContain('two lines')
})
