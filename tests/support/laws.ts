import { activity, claim, decision, eventKey, review } from '#server/activities/tables.ts'
import type { Context } from '#server/context.ts'
import { transfer } from '#server/ledger/tables.ts'
import { verifyLedger } from '#server/ledger/verify.ts'
import type { Template } from '#shared/domain/postings.ts'

type Db = Pick<Context, 'db'>
type Sums = Map<string, number>

const add = (sums: Sums, key: string, amount: number) => void sums.set(key, (sums.get(key) ?? 0) + amount)

/** Says where two sets of sums differ; what is missing is zero. */
function differences(what: string, kept: Sums, derived: Sums): string[] {
  return [...new Set([...kept.keys(), ...derived.keys()])].sort().flatMap(key => {
    const [is, shouldBe] = [kept.get(key) ?? 0, derived.get(key) ?? 0]
    return is === shouldBe ? [] : [`${what} ${key} is ${is}, its history says ${shouldBe}`]
  })
}

/** Between which accounts each template moves, as written in the design: debit, then credit. */
const pairs: Readonly<Record<Template, readonly string[]>> = {
  award: ['issuance>spendable', 'budget>spendable', 'issuance>held', 'budget>held', 'baseline>carbon'],
  release: ['held>spendable'],
  refuse: ['held>issuance', 'held>budget'],
  repay: ['spendable>debt-contra', 'debt>issuance'],
  redeem: ['spendable>escrow'],
  accept: ['escrow>redeemed'],
  undo: ['redeemed>escrow'],
  compensate: ['compensation>redeemed'],
  cancel: ['escrow>spendable'],
  lapse: ['escrow>spendable'],
  expire: ['spendable>breakage'],
  reverse: ['spendable>issuance', 'spendable>budget', 'debt-contra>debt', 'carbon>baseline'],
  adjust: ['issuance>spendable', 'spendable>issuance', 'baseline>carbon', 'carbon>baseline'],
}

const kindOf = (account: string) => account.split(':')[0] ?? ''

/**
 * Says which laws of the ledger and promises of the design do not hold, for the end of every test: what the
 * server's own verifier finds, and what it takes for granted.
 */
export async function brokenLaws({ db }: Db): Promise<string[]> {
  const found = await verifyLedger({ db })
  const transfers = await db.reader.select().from(transfer)
  const accounts: Sums = new Map()
  for (const { debit, credit, amount } of transfers) {
    add(accounts, debit, -amount)
    add(accounts, credit, amount)
  }
  return [
    ...found.map(one => `${one.law}: ${one.subject} is ${one.kept}, its history says ${one.derived}`),
    ...transfers.flatMap(strangeTransfer),
    ...(await deedLaws({ db }, accounts)),
    ...(await overlappingClaims({ db })),
  ]
}

function strangeTransfer({ reference, template, debit, credit }: typeof transfer.$inferSelect): string[] {
  const pair = `${kindOf(debit)}>${kindOf(credit)}`
  return pairs[template].includes(pair) ? [] : [`${reference}: ${template} moves ${pair}`]
}

/**
 * Grams and held points are those of the deeds that stand; one deed has one claim; every activity has its
 * event.
 */
async function deedLaws({ db }: Db, accounts: Sums): Promise<string[]> {
  const rows = await db.reader.select().from(activity)
  const decisions = new Map((await db.reader.select().from(decision)).map(row => [row.activityId, row]))
  const reviews = new Map((await db.reader.select().from(review)).map(row => [row.activityId, row.outcome]))
  const replaced = new Set(rows.map(row => row.replaces))
  const first = new Map(rows.map(row => [row.id, row]))
  const reviewed = (id: string | null): string | null => {
    for (let at = id; at !== null; at = first.get(at as never)?.replaces ?? null)
      if (reviews.has(at as never)) return reviews.get(at as never) ?? null
    return null
  }
  const grams: Sums = new Map()
  const held: Sums = new Map()
  for (const row of rows) {
    const made = decisions.get(row.id)
    if (replaced.has(row.id) || !made || row.outcome === 'retracted') continue
    const verdict = row.outcome === 'held' ? reviewed(row.id) : 'accepted'
    if (verdict === 'accepted') add(grams, `carbon:${row.residentId}`, made.grams)
    if (verdict === null) add(held, `held:${row.residentId}`, made.centipoints)
  }
  const kept = (kind: string) => new Map([...accounts].filter(([account]) => kindOf(account) === kind))
  const keys = new Set((await db.reader.select().from(eventKey)).map(row => row.activityId))
  return [
    ...differences('account', kept('carbon'), grams),
    ...differences('account', kept('held'), held),
    ...rows
      .filter(row => row.outcome !== 'retracted' && !keys.has(row.id))
      .map(row => `${row.id} has no event`),
  ]
}

async function overlappingClaims({ db }: Db): Promise<string[]> {
  const claims = [...(await db.reader.select().from(claim))].sort((a, b) => +a.fromAt - +b.fromAt)
  const last = new Map<string, (typeof claims)[number]>()
  return claims.flatMap(one => {
    const key = `${one.residentId}/${one.class}`
    const before = last.get(key)
    last.set(key, before && before.untilAt > one.untilAt ? before : one)
    return before && before.untilAt > one.fromAt ? [`${one.activityId} overlaps ${before.activityId}`] : []
  })
}
