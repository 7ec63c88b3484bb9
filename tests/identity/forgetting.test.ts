import { expect, it } from 'vitest'
import { forgetSignIns } from '#server/identity/forget-sign-ins.ts'
import { attempts, bindingCode, session, signInCode } from '#server/identity/tables.ts'
import { metro, minutes, openFrontOffice, phones } from './front-office.ts'

it('forgets codes, tries and ended sessions after two days, and nothing that still counts', async () => {
  const office = await openFrontOffice()
  const { token } = await office.partner(metro)
  await office.attendant(phones.wang)
  await office.signIn(phones.wang, 'attendant')
  await office.bindingCode(token, 'CARD-0001')
  const left = async () => {
    await forgetSignIns(office.ctx)
    const { reader } = office.ctx.db
    // A text is counted for its phone and for the day as a whole.
    const tables = [signInCode, attempts, session, bindingCode] as const
    return Promise.all(tables.map(async table => (await reader.select().from(table)).length))
  }
  expect(await left()).toEqual([1, 2, 1, 1])
  office.pass(minutes(2 * 24 * 60))
  expect(await left()).toEqual([1, 2, 1, 1])
  office.pass(minutes(24 * 60) + 1)
  expect(await left()).toEqual([0, 0, 0, 0])
})
