import { actionTypes } from './action-types.ts'
import { factors } from './factors.ts'
import { metro } from './metro.ts'
import { chongqingScale } from './rules.ts'
import { streets } from '#shared/domain/streets.ts'

/**
 * What production needs before the first deed can be counted. Loading it twice changes nothing: codes are
 * stable.
 */
export const referenceData = {
  actionTypes,
  factors,
  rules: chongqingScale,
  metro,
  streets,
} as const
