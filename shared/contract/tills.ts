import { z } from 'zod'
import { offlineOutcomes } from '../domain/offline.ts'
import { anyId, instant, instantGiven, line } from './fields.ts'
import { next, PageQuery } from './page.ts'
import { Bilingual, DeviceKey } from './rewards.ts'

export const TillDraft = z
  .strictObject({ name: line.max(40), deviceKey: DeviceKey })
  .meta({ id: 'TillDraft' })

/** A phone or tablet of the shop that may take vouchers without network. */
export const Till = z
  .object({
    id: z.string(),
    name: z.string(),
    /** Who was signed in on it when it was last in touch. */
    usedBy: z.string().nullable(),
    registeredAt: instant,
    syncedAt: instant.nullable(),
    /** How far its clock was ahead of ours then; below zero it was behind. */
    clockAheadMs: z.number().int(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'Till' })
export type Till = z.infer<typeof Till>

export const TillList = z.object({ tills: z.array(Till) }).meta({ id: 'TillList' })

/** The till says what its own clock shows. */
export const PackRequest = z.strictObject({ clock: instantGiven }).meta({ id: 'PackRequest' })

export const OfflinePack = z
  .object({
    id: z.string(),
    deviceId: z.string(),
    deploymentId: z.string(),
    merchantId: z.string(),
    issuedAt: instant,
    /** From then on the till must ask again. */
    until: instant,
    /** What it may take on its own until then. */
    limitFen: z.number().int(),
    clockAheadMs: z.number().int(),
    /** How far to either side of its step a code is taken. */
    graceMs: z.number().int(),
    /** Ed25519 public keys that sign certificates (JWK x). */
    keys: z.array(z.object({ kid: z.string(), x: z.string() })),
    /** The shop's vouchers that are used up: 12 hex digits of SHA-256 of each id, sorted and joined. */
    revoked: z.string(),
    titles: z.array(z.object({ title: Bilingual, description: Bilingual })),
  })
  .meta({ id: 'OfflinePack' })
export type OfflinePack = z.infer<typeof OfflinePack>

const entriesMax = 40

/** A voucher that a till took without network; `signature` is over `offlineEntryText`. */
export const OfflineEntryGiven = z
  .strictObject({
    packId: anyId,
    seq: z.number().int().min(1).max(1_000_000_000),
    atMs: z.number().int().min(1_700_000_000_000).max(4_000_000_000_000),
    code: z.string().min(1).max(1_700),
    signature: z.string().regex(/^[\w-]{86}$/),
  })
  .meta({ id: 'OfflineEntryGiven' })
export type OfflineEntryGiven = z.infer<typeof OfflineEntryGiven>

export const OfflineReport = z
  .strictObject({ deviceId: anyId, entries: z.array(OfflineEntryGiven).min(1).max(entriesMax) })
  .meta({ id: 'OfflineReport' })

export const OfflineResult = z
  .object({
    id: z.string(),
    seq: z.number().int(),
    outcome: z.enum(offlineOutcomes),
    /** Why it was refused, or what it collided with. */
    code: z.string().nullable(),
    takenAt: instant,
    receivedAt: instant,
    till: z.string().nullable(),
    voucherId: z.string().nullable(),
    title: Bilingual.nullable(),
    settlementFen: z.number().int(),
    /** When the voucher had been used, given back or lapsed already. */
    usedAt: instant.nullable(),
  })
  .meta({ id: 'OfflineResult' })
export type OfflineResult = z.infer<typeof OfflineResult>

export const OfflineAnswer = z.object({ results: z.array(OfflineResult) }).meta({ id: 'OfflineAnswer' })

/** `only=conflicts` leaves out what was simply accepted. */
export const OfflineQuery = z.strictObject({
  ...PageQuery.shape,
  only: z.literal('conflicts').optional(),
})

export const OfflinePage = z.object({ results: z.array(OfflineResult), next }).meta({ id: 'OfflinePage' })

export const OfflineConflict = OfflineResult.extend({
  merchantId: z.string(),
  merchant: z.string(),
  deviceId: z.string(),
}).meta({ id: 'OfflineConflict' })
export type OfflineConflict = z.infer<typeof OfflineConflict>

export const OfflineConflictPage = z
  .object({ conflicts: z.array(OfflineConflict), next })
  .meta({ id: 'OfflineConflictPage' })
