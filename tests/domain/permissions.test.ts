import { describe, expect, it } from 'vitest'
import type { AdministratorRole } from '#shared/domain/actor.ts'
import { allPermissions, may } from '#shared/domain/permissions.ts'

/** Who may do what, said a second time: s system, b business, a audit. A permission without a line fails. */
const matrix: Readonly<Record<string, string>> = {
  'activity.read': 'ba',
  'activity.review': 'b',
  'administrator.create': 's',
  'appeal.decide': 'b',
  'appeal.read': 'ba',
  'attendant.create': 's',
  'audit.read': 'a',
  'budget.create': 'b',
  'budget.read': 'ba',
  'catalogue.load': 's',
  'merchant.create': 's',
  'merchant.read': 'sba',
  'partner.create': 's',
  'partner.deactivate': 's',
  'partner.read': 'sba',
  'partner.rotate': 's',
  'reward.create': 'b',
  'reward.publish': 'b',
  'reward.read': 'sba',
  'reward.restock': 'b',
  'rule.approve': 'b',
  'rule.draft': 'b',
  'rule.read': 'sba',
  'rule.schedule': 'b',
  'rule.withdraw': 'b',
  'settlement.draft': 'b',
  'settlement.pay': 'b',
  'settlement.read': 'ba',
  'staff.create': 's',
}

const administrator = (...roles: AdministratorRole[]) =>
  ({ kind: 'administrator', administratorId: 'adm_1', roles }) as const

describe('who may do what', () => {
  it.each(allPermissions)('%s', permission => {
    const letters = { system: 's', business: 'b', audit: 'a' } as const
    const permitted = (['system', 'business', 'audit'] as const)
      .filter(role => may(administrator(role), permission))
      .map(role => letters[role])
    expect(permitted.join('')).toBe(matrix[permission])
  })

  it('audit writes nothing', () => {
    const writing = allPermissions.filter(permission => !permission.endsWith('.read'))
    expect(writing.filter(permission => may(administrator('audit'), permission))).toEqual([])
  })

  it('who lets people in does not decide about money, and the other way round', () => {
    const both = allPermissions
      .filter(permission => !permission.endsWith('.read'))
      .filter(
        permission => may(administrator('system'), permission) && may(administrator('business'), permission),
      )
    expect(both).toEqual([])
  })

  it('nobody else holds a permission, whatever they call themselves', () => {
    const resident = { kind: 'resident', residentId: 'res_1' as never, roles: ['system'] } as const
    expect(allPermissions.filter(permission => may(resident, permission))).toEqual([])
    expect(allPermissions.filter(permission => may(administrator(), permission))).toEqual([])
  })
})
