import { chongqingScale } from '#seeds/reference/rules.ts'
import type { Context } from '#server/context.ts'
import { createBudget } from '#server/ledger/create-budget.ts'
import { approveRule } from '#server/rules/approve-rule.ts'
import { draftRule } from '#server/rules/draft-rule.ts'
import { scheduleRule } from '#server/rules/schedule-rule.ts'
import type { AdministratorActor } from '#shared/domain/actor.ts'
import type { RuleBody } from '#shared/domain/rule.ts'
import { operator } from './people.ts'

const administrator = (administratorId: string): AdministratorActor => ({
  kind: 'administrator',
  administratorId,
  roles: ['business'],
})
const author = administrator('adm_author')
const approver = administrator('adm_approver')

/** The shipped rule of an action, to be changed by a test: `chongqing-scale.<name>`. */
export function shippedRule(name: string): RuleBody {
  return chongqingScale.find(rule => rule.code === `chongqing-scale.${name}`)!.body
}

/** What administrators do to the scale of a district. */
export function scaleOf(ctx: Context) {
  /** Publishes the next version of a shipped rule by two people, in force from now on; gives its id. */
  async function publishRule(name: string, change: Partial<RuleBody>): Promise<string> {
    const body = { ...shippedRule(name), ...change }
    return ctx.db.transaction(async tx => {
      const { id, bodyHash } = await draftRule(tx, ctx, author, { code: `chongqing-scale.${name}`, body })
      await approveRule(tx, ctx, approver, { id, bodyHash })
      await scheduleRule(tx, ctx, author, { id, effectiveFrom: ctx.now(), effectiveUntil: null })
      return id
    })
  }

  /** Sets so many whole points of public money aside. */
  const budget = (points: number): Promise<string> =>
    ctx.db.transaction(tx =>
      createBudget(tx, ctx, operator, {
        name: '测试预算',
        source: '区级财政',
        fiscalYear: 2026,
        centipoints: Math.round(points * 100),
      }),
    )

  return { publishRule, budget }
}
