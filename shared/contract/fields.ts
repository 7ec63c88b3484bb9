import { z } from 'zod'
import { isDay } from '../domain/calendar.ts'
import { idPattern } from '../domain/ids.ts'

/** An instant in an answer: UTC, with milliseconds. */
export const instant = z.iso.datetime()

const withinReason = /^20\d\d-/

/**
 * An instant in a request, of this century: others are slips of the pen, and databases differ about the
 * year 0.
 */
export const instantGiven = z.iso.datetime({ offset: true }).regex(withinReason)

/** A Shanghai day in a request, of this century. */
export const day = z.string().regex(withinReason).refine(isDay, { message: 'a day such as 2026-11-23' })

/** What people call themselves: one line, nothing that a screen cannot show or that turns the text around. */
export const nickname = z
  .string()
  .trim()
  .min(1)
  .max(20)
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+$/)

/** A name or a place, on one line. */
export const line = z.string().trim().min(1).max(80)

/** An id that a request names. */
export const anyId = z.string().regex(idPattern)
