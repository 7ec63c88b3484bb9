import { z } from 'zod'
import { planStates } from '../domain/restock-plan.ts'
import { day, instant } from './fields.ts'

export const RestockPlanDraft = z
  .strictObject({
    /** The units arrive at the beginning of this Shanghai day, which is today or later. */
    dueOn: day,
    units: z.number().int().min(1).max(10_000_000),
  })
  .meta({ id: 'RestockPlanDraft' })

export const RestockPlan = z
  .object({
    id: z.string(),
    rewardId: z.string(),
    dueOn: z.string(),
    units: z.number().int(),
    state: z.enum(planStates),
    createdAt: instant,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'RestockPlan' })
export type RestockPlan = z.infer<typeof RestockPlan>

export const RestockPlanList = z.object({ plans: z.array(RestockPlan) }).meta({ id: 'RestockPlanList' })
