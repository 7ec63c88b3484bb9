import type { Actor, AdministratorRole } from './actor.ts'

type Roles = readonly AdministratorRole[]

/** Runs the platform: who else may work with it. Decides nothing about public money. */
const system: Roles = ['system']
/** Decides what pays, who pays and what counts. Lets nobody in. */
const business: Roles = ['business']
/** Reads everything and the audit log; writes nothing. */
const audit: Roles = ['audit']
const businessAndAudit: Roles = ['business', 'audit']
const anyRole: Roles = ['system', 'business', 'audit']

const permissions = {
  'activity.read': businessAndAudit,
  'activity.review': business,
  'administrator.create': system,
  'appeal.decide': business,
  'appeal.read': businessAndAudit,
  'attendant.create': system,
  'audit.read': audit,
  'budget.create': business,
  'budget.read': businessAndAudit,
  'catalogue.load': system,
  'merchant.create': system,
  'merchant.read': anyRole,
  'partner.create': system,
  'partner.deactivate': system,
  'partner.read': anyRole,
  'partner.rotate': system,
  'reward.create': business,
  'reward.publish': business,
  'reward.read': anyRole,
  'reward.restock': business,
  'rule.approve': business,
  'rule.draft': business,
  'rule.read': anyRole,
  'rule.schedule': business,
  'rule.withdraw': business,
  'settlement.draft': business,
  'settlement.pay': business,
  'settlement.read': businessAndAudit,
  'staff.create': system,
} as const satisfies Readonly<Record<string, Roles>>

/** What an administrator may be permitted to do. No permission hands out roles to an account that exists. */
export type Permission = keyof typeof permissions

export const allPermissions = Object.keys(permissions).sort() as readonly Permission[]

/** True when one of the actor's roles carries the permission. Only administrators have roles. */
export function may(actor: Actor, permission: Permission): boolean {
  if (actor.kind !== 'administrator') return false
  const roles: Roles = permissions[permission]
  return actor.roles.some(role => roles.includes(role))
}
