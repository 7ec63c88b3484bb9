import { and, asc, eq, gt, or, type SQL, sql } from 'drizzle-orm'
import { recomputeReceipt } from '#shared/domain/receipt-check.ts'
import { decision } from '../activities/tables.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'

/** Where the books disagree with themselves: the law, what it was found on, and both figures. */
export interface Difference {
  readonly law: string
  readonly subject: string
  readonly kept: string
  readonly derived: string
}

interface Law {
  readonly name: string
  /** Selects subject, kept and derived of what breaks the law; nothing when it holds. */
  readonly broken: SQL
}

const mostDifferences = 20

/** Every account's balance: what was credited minus what was debited. */
const balances = sql`select account, asset, sum(amount) as balance from (
    select credit as account, asset, amount from transfer union all select debit, asset, -amount from transfer
  ) moved group by account, asset`

const wallets = sql`select 'spendable:' || resident_id as account, spendable as kept from wallet
  union all select 'held:' || resident_id, held from wallet
  union all select 'debt:' || resident_id, debt from wallet
  union all select 'carbon:' || resident_id, carbon from wallet
  union all select 'budget:' || id, balance - appropriated from budget`

/** Kept and derived figures by subject, outer-joined by hand so that both databases plan it alike. */
function differing(kept: SQL, derived: SQL): SQL {
  return sql`select subject, cast(sum(kept) as text) as kept, cast(sum(derived) as text) as derived from (
      select subject, kept, 0 as derived from (${kept}) k
      union all select subject, 0, derived from (${derived}) d
    ) both_sides group by subject having sum(kept) <> sum(derived) order by subject limit ${mostDifferences}`
}

const laws: readonly Law[] = [
  {
    name: 'kept balances are the sums of their transfers',
    broken: differing(
      sql`select account as subject, kept from (${wallets}) w`,
      sql`select account as subject, balance as derived from (${balances}) b
        where account like 'spendable:%' or account like 'held:%' or account like 'debt:%'
          or account like 'carbon:%' or account like 'budget:%'`,
    ),
  },
  {
    name: 'lots hold what their moves left in them',
    broken: differing(
      sql`select resident_id || '/' || expires_on as subject, remaining as kept from lot`,
      sql`select resident_id || '/' || expires_on as subject, sum(amount) as derived
        from lot_move group by resident_id, expires_on`,
    ),
  },
  {
    name: 'spendable points lie in lots',
    broken: differing(
      sql`select resident_id as subject, spendable as kept from wallet`,
      sql`select resident_id as subject, sum(remaining) as derived from lot group by resident_id`,
    ),
  },
  {
    name: 'every transfer of spendable points says which lots it moved',
    broken: differing(
      sql`select reference as subject,
          case when credit like 'spendable:%' then amount else -amount end as kept
        from transfer where credit like 'spendable:%' or debit like 'spendable:%'`,
      sql`select reference as subject, sum(amount) as derived from lot_move group by reference`,
    ),
  },
  {
    name: 'what residents owe stands against debt-contra',
    broken: differing(
      sql`select 'debt-contra' as subject, -coalesce(sum(debt), 0) as kept from wallet`,
      sql`select 'debt-contra' as subject, coalesce(sum(balance), 0) as derived
        from (${balances}) b where account = 'debt-contra'`,
    ),
  },
  {
    name: 'a voucher holds its price until it is used',
    broken: differing(
      sql`select 'escrow:' || id as subject, price_centipoints as kept from voucher where state = 'issued'`,
      sql`select account as subject, balance as derived from (${balances}) b where account like 'escrow:%'`,
    ),
  },
  {
    name: 'a merchant has redeemed what it accepted, and what the programme paid twice',
    broken: differing(
      sql`select 'redeemed:' || merchant_id as subject, sum(price_centipoints) as kept
        from voucher where state = 'accepted' group by merchant_id
        union all select 'redeemed:' || paid.merchant_id, sum(price_centipoints)
        from voucher_step paid join voucher on voucher.id = paid.voucher_id
        where paid.step = 'compensate' group by paid.merchant_id`,
      sql`select account as subject, balance as derived from (${balances}) b where account like 'redeemed:%'`,
    ),
  },
  {
    name: 'caps and day totals have counted their deeds',
    broken: differing(
      sql`select key as subject, used as kept from tally`,
      sql`select key as subject, sum(amount) as derived from tally_use group by key`,
    ),
  },
  {
    name: 'per-person limits have counted the vouchers that stand',
    broken: differing(
      sql`select resident_id || '/' || reward_id as subject, used as kept from reward_use`,
      sql`select resident_id || '/' || reward_id as subject, count(*) as derived
        from voucher where state in ('issued', 'accepted') group by resident_id, reward_id`,
    ),
  },
  {
    name: 'a queue is as long as its reward says',
    broken: differing(
      sql`select id || '/waiting' as subject, waiting as kept from reward
        union all select id || '/offered', reserved from reward`,
      sql`select reward_id || '/' || state as subject, count(*) as derived
        from waiting_place where state in ('waiting', 'offered') group by reward_id, state`,
    ),
  },
  {
    name: 'a settlement is the sum of its lines',
    broken: differing(
      sql`select id as subject, total_fen as kept from settlement`,
      sql`select settlement_id as subject, sum(amount_fen) as derived
        from settlement_line group by settlement_id`,
    ),
  },
]

/**
 * Derives every balance, lot, cap and limit from the transfers and compares; then does the sum of every
 * receipt again. Returns what differs, at most a page a law: nothing when the books are right. Reads only.
 * Progress is told in receipts.
 */
export async function verifyLedger(
  ctx: Pick<Context, 'db'>,
  progress: (receipts: number) => void = () => {},
): Promise<Difference[]> {
  const differences: Difference[] = []
  for (const law of laws) {
    const rows = await ctx.db.read<{ subject: string; kept: string; derived: string }>(law.broken)
    differences.push(...rows.map(row => ({ law: law.name, ...row })))
  }
  return [...differences, ...(await wrongReceipts(ctx, progress))]
}

async function wrongReceipts(
  ctx: Pick<Context, 'db'>,
  progress: (receipts: number) => void,
): Promise<Difference[]> {
  const differences: Difference[] = []
  let after = { activityId: '', seq: 0 }
  let read = 0
  for (;;) {
    const rows = await ctx.db.reader
      .select()
      .from(decision)
      .where(
        or(
          gt(decision.activityId, after.activityId as never),
          and(eq(decision.activityId, after.activityId as never), gt(decision.seq, after.seq)),
        ),
      )
      .orderBy(asc(decision.activityId), asc(decision.seq))
      .limit(limits.verifyRows)
    for (const row of rows) {
      const again = recomputeReceipt(row.receipt)
      if (again.centipoints === row.centipoints && again.grams === row.grams) continue
      const derived = `${again.centipoints} / ${again.grams} g`
      const kept = `${row.centipoints} / ${row.grams} g`
      differences.push({ law: 'a receipt gives its number again', subject: row.activityId, kept, derived })
    }
    read += rows.length
    progress(read)
    const last = rows.at(-1)
    if (!last || rows.length < limits.verifyRows || differences.length >= mostDifferences) return differences
    after = last
  }
}
