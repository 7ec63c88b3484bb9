import { and, asc, eq } from 'drizzle-orm'
import { attestActivity } from '#server/activities/attest.ts'
import { ingestEvents } from '#server/activities/ingest.ts'
import { eventKey } from '#server/activities/tables.ts'
import type { Context } from '#server/context.ts'
import { phoneIndexOf } from '#server/identity/phone.ts'
import { phoneOwner } from '#server/identity/phone-owner.ts'
import { merchant, staff } from '#server/merchants/tables.ts'
import { findPartnerByCode } from '#server/partners/queries.ts'
import { partner } from '#server/partners/tables.ts'
import { isRefusal } from '#server/refusal.ts'
import { dayMs } from '#shared/domain/calendar.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { fileDemoAppeal } from './appeals.ts'
import { atTime } from './at-time.ts'
import { cardLines, weighDemoDeeds } from './card-holder.ts'
import { type DemoCup, demoHistory, type DemoReport, settledDays } from './history.ts'
import { demoPartners } from './partners.ts'
import { demoAttendant, demoResidents } from './people.ts'
import { demoSecret, setUpDemo } from './set-up.ts'
import { demoShops } from './shops.ts'

/** People joined and shops opened this long before the demonstration was loaded. */
const settledMs = settledDays * dayMs
const [firstPartner] = demoPartners

/**
 * Brings a believable district for a demonstration, with some weeks behind it, through the same commands as
 * everybody's. Does nothing when it is there already; goes on where it was interrupted. Returns what to tell
 * the person at the terminal: who can sign in. A district that has operators of its own under these names is
 * left alone.
 */
export async function loadDemo(ctx: Context): Promise<readonly string[]> {
  const settledAt = (await settledSince(ctx)) ?? (await settle(ctx))
  if (!settledAt) return []
  const loadedAt = new Date(settledAt.getTime() + settledMs)
  const history = demoHistory(loadedAt)
  const last = history.flatMap(stretch => stretch.reports).at(-1)
  if (last && !(await isBooked(ctx, last))) {
    // What is booked at once shares a commit; the stretches follow each other, as caps count in order of
    // arrival.
    for (const { reportedAt, reports, cups } of history) {
      if (reports.at(-1) === last) {
        await fileDemoAppeal(ctx, loadedAt)
        await weighDemoDeeds(ctx, loadedAt)
      }
      await Promise.all([confirmCups(ctx, cups), report(atTime(ctx, reportedAt), reports)])
    }
  }
  return [...signIns(), ...(await cardLines(ctx)), ...partnerLines(ctx)]
}

/** When the demonstration was set up; null when it is not there. */
async function settledSince(ctx: Context): Promise<Date | null> {
  const [row] = await ctx.db.reader
    .select({ createdAt: partner.createdAt })
    .from(partner)
    .where(and(eq(partner.code, firstPartner?.code ?? ''), eq(partner.demo, true)))
  return row?.createdAt ?? null
}

/** Sets it up, as if some weeks ago; null when the names are taken by others. */
async function settle(ctx: Context): Promise<Date | null> {
  const then = atTime(ctx, new Date(ctx.now().getTime() - settledMs))
  try {
    await ctx.db.transaction(tx => setUpDemo(tx, then))
    return then.now()
  } catch (error) {
    // Another process may have been quicker: then it is theirs, and both tell the same history.
    if (isRefusal(error) && (error.code === 'name-taken' || error.code === 'phone-taken'))
      return settledSince(ctx)
    throw error
  }
}

async function isBooked(ctx: Context, last: DemoReport): Promise<boolean> {
  const [row] = await ctx.db.reader
    .select({ eventId: eventKey.eventId })
    .from(eventKey)
    .where(and(eq(eventKey.source, last.partner), eq(eventKey.eventId, last.id)))
  return row !== undefined
}

async function report(ctx: Context, reports: readonly DemoReport[]): Promise<void> {
  const pushes = demoPartners.map(async ({ code }) => {
    const events = reports
      .filter(one => one.partner === code)
      .map(({ id, type, subject, occurredAt, data }) => ({
        specversion: '1.0',
        id,
        source: code,
        type: `${type}.reported`,
        subject,
        time: occurredAt.toISOString(),
        data,
      }))
    const actor = events.length > 0 && (await findPartnerByCode(ctx.db.reader, code))
    if (actor) await ingestEvents(ctx, actor, events)
  })
  await Promise.all(pushes)
}

async function confirmCups(ctx: Context, cups: readonly DemoCup[]): Promise<void> {
  const cafe = cups.length > 0 && (await findCafe(ctx))
  if (!cafe) return
  const confirmations = cups.map(async ({ id, phone, occurredAt }) => {
    const residentId = await phoneOwner(ctx.db.reader, 'resident', phoneIndexOf(ctx.keys, phone))
    if (!residentId) return
    await attestActivity(atTime(ctx, occurredAt), {
      actionType: 'own-cup',
      ...cafe,
      deviceId: null,
      residentId: residentId as ResidentId,
      occurredAt,
      sourceActivityId: id,
      facts: {},
    })
  })
  await Promise.all(confirmations)
}

async function findCafe(ctx: Context) {
  const name = demoShops.find(shop => shop.confirmsCups)?.name ?? ''
  const [row] = await ctx.db.reader
    .select({ merchantId: merchant.id, staffId: staff.id })
    .from(merchant)
    .innerJoin(staff, eq(staff.merchantId, merchant.id))
    .where(and(eq(merchant.name, name), eq(merchant.demo, true)))
    .orderBy(asc(staff.id))
    .limit(1)
  return row ?? null
}

function signIns(): string[] {
  const staffLines = demoShops.flatMap(({ name, owner, clerk }) =>
    [owner, clerk].flatMap(person => (person ? [`    ${person.phone}  ${name} ${person.nickname}`] : [])),
  )
  return [
    'Demo sign-ins (演示账号). No message is sent: the code is shown on the sign-in page.',
    '  Residents (any other mobile number joins as a new one):',
    ...demoResidents.map(({ phone, nickname }) => `    ${phone}  ${nickname}`),
    '  Merchant staff:',
    ...staffLines,
    '  Attendant of a community, at /attendant/:',
    `    ${demoAttendant.phone}  ${demoAttendant.community}`,
  ]
}

function partnerLines(ctx: Context): string[] {
  return [
    '  Partners (client id and secret):',
    ...demoPartners.map(({ code }) => `    ${code.padEnd(6)} ${demoSecret(ctx.keys, code)}`),
    `  A partner reports about accounts such as ${accountExamples()}.`,
  ]
}

function accountExamples(): string {
  return 'metro-0001 and bus-0001 (13800000001) or bin-demo-1'
}
