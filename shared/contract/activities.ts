import { z } from 'zod'
import { evidenceTiers } from '../domain/action-type.ts'
import { FactorView } from './catalogue.ts'
import { instant, instantGiven } from './fields.ts'

/** One CloudEvents 1.0 event; each is read on its own, so that a bad one never spoils the batch. */
export const ReportedEventBody = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.string(),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: instantGiven,
    datacontenttype: z.literal('application/json').optional(),
    data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    activityid: z.string().optional(),
    revision: z.number().int().min(1).optional(),
  })
  .meta({ id: 'ReportedEvent' })

export const EventOutcome = z
  .object({
    id: z.string(),
    outcome: z.enum(['credited', 'held', 'retracted', 'duplicate', 'conflict', 'refused']),
    activityId: z.string().optional(),
    centipoints: z.number().int().optional(),
    grams: z.number().int().optional(),
    code: z.string().optional(),
    fact: z.string().optional(),
    first: z.string().optional(),
    detail: z.string().optional(),
  })
  .meta({ id: 'EventOutcome' })

export const BatchOutcome = z.object({ outcomes: z.array(EventOutcome) }).meta({ id: 'BatchOutcome' })
export type BatchOutcome = z.infer<typeof BatchOutcome>

export const ActivityView = z
  .object({
    id: z.string(),
    source: z.string(),
    actionType: z.string(),
    evidence: z.enum(evidenceTiers),
    status: z.enum(['credited', 'held', 'accepted', 'refused', 'retracted', 'replaced']),
    revision: z.number().int(),
    replaces: z.string().nullable(),
    occurredAt: instant,
    receivedAt: instant,
    centipoints: z.number().int(),
    grams: z.number().int(),
    reviewReason: z.string().nullable(),
  })
  .meta({ id: 'Activity' })
export type ActivityView = z.infer<typeof ActivityView>

export const ActivityPage = z
  .object({ items: z.array(ActivityView), next: z.string().nullable() })
  .meta({ id: 'ActivityPage' })

const said = z.array(z.string())

/** The receipt as stored: its shape is `shared/domain/receipt.ts`. */
export const ActivityReceipt = ActivityView.extend({
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  receipt: z.record(z.string(), z.unknown()).nullable(),
  sentences: z.array(z.string()),
  /** The same sentences, each under what it is about; null where there is no receipt. */
  parts: z
    .object({
      deed: said,
      rule: said,
      sum: said,
      caps: said,
      result: said,
      carbon: said,
      factor: said,
      notApplied: said,
    })
    .nullable(),
  /** The version of the factor that counted the grams. */
  factor: FactorView.nullable(),
}).meta({ id: 'ActivityReceipt' })
export type ActivityReceipt = z.infer<typeof ActivityReceipt>

export const CarbonView = z
  .object({
    gramsTotal: z.number().int(),
    /** The published factor that everyday comparisons are made with; null when none is in force. */
    comparison: FactorView.nullable(),
    months: z.array(
      z.object({
        month: z.string(),
        grams: z.number().int(),
        actions: z.array(
          z.object({ actionType: z.string(), grams: z.number().int(), deeds: z.number().int() }),
        ),
      }),
    ),
  })
  .meta({ id: 'Carbon' })

export const WalletBody = z
  .object({
    spendable: z.number().int(),
    held: z.number().int(),
    debt: z.number().int(),
    gramsTotal: z.number().int(),
    expiringNext: z.object({ on: z.string(), centipoints: z.number().int() }).nullable(),
  })
  .meta({ id: 'Wallet' })
