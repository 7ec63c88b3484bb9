import type { z } from 'zod'
import type { Household } from '#shared/contract/household.ts'

export type HouseholdSeen = z.infer<typeof Household>
