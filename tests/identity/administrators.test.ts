import { TOTP, URI } from 'otpauth'
import { describe, expect, it } from 'vitest'
import { auditEntry } from '#server/audit/tables.ts'
import { createAdministrator } from '#server/identity/create-administrator.ts'
import { administrator, session } from '#server/identity/tables.ts'
import { isRefusal } from '#server/refusal.ts'
import { minutes, openFrontOffice, outcomes, times } from './front-office.ts'

const installer = { kind: 'command', name: 'test' } as const
const name = 'office-one'

async function openOffice() {
  const office = await openFrontOffice()
  const made = await createAdministrator(office.ctx, installer, { name, roles: ['system', 'business'] })
  const totp = URI.parse(made.totpUri)
  if (!(totp instanceof TOTP)) throw new Error('not a TOTP')
  const codeNow = () => totp.generate({ timestamp: office.ctx.now().getTime() })
  const signIn = (more: object = {}) =>
    office.ask('POST', '/api/v1/admin/session', {
      body: { name, password: made.password, totp: codeNow(), ...more },
    })
  const wrong = () => signIn({ password: 'not the password' })
  return { office, made, codeNow, signIn, wrong }
}

describe('an administrator', () => {
  it('signs in with password and code, for eight hours, and the log says so', async () => {
    const { office, signIn, made } = await openOffice()
    const { status, json, headers } = await signIn()
    expect(status).toBe(200)
    expect(json).toMatchObject({ audience: 'administrator', expiresAt: '2026-11-23T10:00:00.000Z' })
    expect(headers.get('set-cookie')).toContain(`administrator=${json.token}`)
    const log = await office.ctx.db.reader.select().from(auditEntry)
    expect(log.map(entry => entry.action)).toEqual(['administrator.create', 'administrator.sign-in'])
    const stored = JSON.stringify([log, await office.ctx.db.reader.select().from(administrator)])
    expect(stored).not.toContain(made.password)
    expect(stored).not.toContain(new URL(made.totpUri).searchParams.get('secret'))
  })

  it('uses a code once, however many try it at once', async () => {
    const { office, signIn } = await openOffice()
    const answers = await times(4, () => signIn())
    expect(outcomes(answers)).toEqual({ 200: 1, 'sign-in-refused': 3 })
    expect(await office.ctx.db.reader.select().from(session)).toHaveLength(1)
    office.pass(30_000)
    expect((await signIn()).status).toBe(200)
  })

  it('is told the same whatever was wrong', async () => {
    const { signIn, wrong } = await openOffice()
    const answers = [await wrong(), await signIn({ totp: '000000' }), await signIn({ name: 'nobody' })]
    expect(new Set(answers.map(answer => JSON.stringify(answer.json))).size).toBe(1)
    expect(answers[0]!.json).toMatchObject({ code: 'sign-in-refused', facts: { tries: 5, minutes: 15 } })
  })

  it('is locked for fifteen minutes after five failures, right or wrong', async () => {
    const { office, signIn, wrong } = await openOffice()
    await times(5, () => wrong())
    expect((await signIn()).json.code).toBe('sign-in-refused')
    office.pass(minutes(14))
    expect((await signIn()).json.code).toBe('sign-in-refused')
    office.pass(minutes(1))
    expect((await signIn()).status).toBe(200)
    const log = await office.ctx.db.reader.select().from(auditEntry)
    expect(log.filter(entry => entry.action === 'administrator.lock')).toHaveLength(1)
  })

  it('starts the count again after a success', async () => {
    const { office, signIn, wrong } = await openOffice()
    for (let round = 0; round < 3; round++) {
      for (let failure = 0; failure < 4; failure++) await wrong()
      expect((await signIn()).status).toBe(200)
      office.pass(30_000)
    }
  })

  it('has a clock that may be half a minute off, not more', async () => {
    const { office, codeNow, signIn } = await openOffice()
    const early = codeNow()
    office.pass(30_000)
    expect((await signIn({ totp: early })).status).toBe(200)
    const old = codeNow()
    office.pass(60_000)
    expect((await signIn({ totp: old })).json.code).toBe('sign-in-refused')
  })

  it('has a name of their own', async () => {
    const { office } = await openOffice()
    const again = createAdministrator(office.ctx, installer, { name, roles: ['audit'] })
    await expect(again).rejects.toSatisfy(error => isRefusal(error) && error.code === 'name-taken')
  })

  it('is let in by nobody without the right to', async () => {
    const { office } = await openOffice()
    const by = { kind: 'administrator', administratorId: 'adm_x', roles: ['business'] } as const
    const made = createAdministrator(office.ctx, by, { name: 'office-two', roles: ['system'] })
    await expect(made).rejects.toSatisfy(error => isRefusal(error) && error.code === 'not-permitted')
  })
})
