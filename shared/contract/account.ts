import { z } from 'zod'
import { periods } from '../domain/calendar.ts'
import { templates } from '../domain/postings.ts'
import { statementKinds } from '../domain/statement.ts'
import { cursorPattern } from '../domain/cursor.ts'
import { instant } from './fields.ts'
import { next, PageQuery } from './page.ts'
import { Bilingual } from './rewards.ts'

const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/)

export const StatementQuery = z.strictObject({
  ...PageQuery.shape,
  kind: z.enum(statementKinds).optional(),
  /** A Shanghai month such as `2026-11`. */
  month: month.optional(),
})

/** The line's reference, with `~` for `/`. */
export const lineParam = z.object({ id: z.string().regex(/^[\w~-]{3,120}$/) })

export const StatementLine = z
  .object({
    id: z.string(),
    kind: z.enum(statementKinds),
    template: z.enum(templates),
    /** What changed, in centipoints: to spend, in review, owed. */
    spendable: z.int(),
    held: z.int(),
    debt: z.int(),
    occurredAt: instant,
    postedAt: instant,
    /** What it was for: an action, a voucher, or points that lasted until a day. */
    subject: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('activity'), id: z.string(), actionType: z.string(), name: Bilingual }),
      z.object({ kind: z.literal('voucher'), id: z.string(), name: Bilingual, merchant: z.string() }),
      z.object({ kind: z.literal('lot'), expiresOn: z.string() }),
      z.object({ kind: z.literal('other') }),
    ]),
  })
  .meta({ id: 'StatementLine' })
export type StatementLine = z.infer<typeof StatementLine>

/** What a month, or all time, comes to; `opening` plus the kinds is `closing`. In centipoints. */
export const StatementSummary = z
  .object({
    opening: z.int(),
    earned: z.int(),
    redeemed: z.int(),
    refunded: z.int(),
    expired: z.int(),
    adjusted: z.int(),
    closing: z.int(),
    /** The month of the first line there is; null before the first. */
    firstMonth: z.string().nullable(),
  })
  .meta({ id: 'StatementSummary' })
export type StatementSummary = z.infer<typeof StatementSummary>

export const Statement = z
  .object({ items: z.array(StatementLine), next, summary: StatementSummary.nullable() })
  .meta({ id: 'Statement' })

export const StatementLineDetail = StatementLine.extend({
  /** Points to spend right after it, in centipoints. */
  balanceAfter: z.int(),
  /** Which points moved, by the day until which they last. */
  lots: z.array(z.object({ expiresOn: z.string(), centipoints: z.int() })),
}).meta({ id: 'StatementLineDetail' })

export const NewsQuery = z.strictObject({ since: z.string().regex(cursorPattern).optional() })

/** What was credited after a point of the statement, by action. */
export const News = z
  .object({
    /** Where the statement ends now: pass it as `since` next time. Null before the first line. */
    newest: z.string().nullable(),
    centipoints: z.int(),
    actions: z.array(z.object({ actionType: z.string(), deeds: z.int(), centipoints: z.int() })),
    /** False: there was more than is counted here. */
    complete: z.boolean(),
  })
  .meta({ id: 'News' })

const standings = ['ready', 'consent', 'bind', 'counter', 'closed'] as const

export const Today = z
  .object({
    day: z.string(),
    actions: z.array(
      z.object({
        actionType: z.string(),
        standing: z.enum(standings),
        /** Who can report it for me, and what is missing. */
        paths: z.array(z.object({ partner: z.string(), bound: z.boolean(), consented: z.boolean() })),
        /** Whether it would still pay today. */
        room: z.boolean(),
        caps: z.array(
          z.object({
            rule: z.string(),
            code: z.string(),
            per: z.enum(periods),
            of: z.enum(['resident', 'household']),
            unit: z.enum(['centipoints', 'times']),
            limit: z.int(),
            used: z.int(),
          }),
        ),
      }),
    ),
    /** Null when nothing is open. */
    nearest: z
      .object({ kind: z.enum(['do', 'consent', 'bind', 'done']), actionType: z.string().optional() })
      .nullable(),
  })
  .meta({ id: 'Today' })
export type Today = z.infer<typeof Today>
