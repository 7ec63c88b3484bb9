import { parseCursor } from '#shared/domain/cursor.ts'
import type { ResidentId } from '#shared/domain/ids.ts'
import { exportActivities } from '../activities/export-activities.ts'
import { appealViews } from '../appeals/appeal-view.ts'
import { listOwn } from '../appeals/queries.ts'
import type { Context } from '../context.ts'
import { formPicture, listForms } from '../desk/forms.ts'
import { readStatement } from '../ledger/statement.ts'
import { limits } from '../limits.ts'
import { listVouchers } from '../vouchers/queries.ts'
import type { exportProfile } from './export-profile.ts'

/** Pages of anything that is read by cursor, one in memory at a time. */
async function* paged<Item>(
  read: (cursor: string | null) => Promise<{ readonly items: readonly Item[]; readonly next: string | null }>,
): AsyncGenerator<Item> {
  let next: string | null = null
  do {
    const page: { readonly items: readonly Item[]; readonly next: string | null } = await read(next)
    yield* page.items
    next = page.next
  } while (next !== null)
}

export function exportStatement(ctx: Context, residentId: ResidentId) {
  return paged(cursor =>
    readStatement(
      ctx.db.reader,
      residentId,
      { limit: limits.exportRows, ...(cursor === null ? {} : { cursor }) },
      ctx.now(),
    ),
  )
}

export function exportVouchers(ctx: Context, residentId: ResidentId) {
  return paged(async cursor => {
    const page = { after: parseCursor(cursor ?? ''), limit: limits.exportRows }
    const { vouchers, next } = await listVouchers(ctx.db.reader, residentId, ctx.now(), page)
    return { items: vouchers, next }
  })
}

/** What the resident wrote in appeals, in clear. */
async function* exportAppeals(ctx: Context, residentId: ResidentId) {
  let after: { at: number; id: string } | null = null
  for (;;) {
    const rows = await listOwn(ctx.db.reader, residentId, { after, limit: limits.pageRows })
    const shown = rows.slice(0, limits.pageRows)
    yield* await appealViews(ctx.db.reader, ctx, shown)
    const last = shown.at(-1)?.appeal
    if (rows.length <= limits.pageRows || !last) return
    after = { at: last.filedAt.getTime(), id: last.id }
  }
}

/** The forms signed at desks with their pictures, which are large: one in memory at a time. */
async function* exportForms(ctx: Context, residentId: ResidentId) {
  const { reader } = ctx.db
  for (const form of await listForms(reader, residentId)) {
    const { picture } = await formPicture(reader, ctx, { residentId, formId: form.id })
    yield { ...form, picture }
  }
}

/**
 * All that is kept about a resident as one JSON document, in pieces: however long somebody has been here, a
 * page is in memory. `profile` is read before, so that a refusal is an answer and not half a document.
 */
export async function* exportResident(
  ctx: Context,
  residentId: ResidentId,
  profile: Awaited<ReturnType<typeof exportProfile>>,
): AsyncGenerator<string> {
  const lists: Readonly<Record<string, AsyncIterable<unknown>>> = {
    activities: exportActivities(ctx.db.reader, residentId),
    statement: exportStatement(ctx, residentId),
    vouchers: exportVouchers(ctx, residentId),
    appeals: exportAppeals(ctx, residentId),
    signedForms: exportForms(ctx, residentId),
  }
  const head = JSON.stringify({ exportedAt: ctx.now(), deployment: ctx.config.deploymentId, ...profile })
  yield head.slice(0, -1)
  for (const [name, items] of Object.entries(lists)) {
    yield `,${JSON.stringify(name)}:[`
    let separator = ''
    for await (const item of items) {
      yield separator + JSON.stringify(item)
      separator = ','
    }
    yield ']'
  }
  yield '}'
}
