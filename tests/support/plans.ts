import Connection from 'better-sqlite3'
import pg from 'pg'
import { dialect } from '#server/db/dialect.ts'

/** How a database would find the rows of a statement: one line a step. */
export type Plan = readonly string[]

/**
 * Asks the database for the plan of statements with parameters, whatever their values. On PostgreSQL as if
 * the tables were too large to be read from end to end: a test's are so small that reading all of them is
 * the best plan.
 */
export async function plansOf(address: string, statements: readonly string[]): Promise<Map<string, Plan>> {
  return dialect === 'postgres' ? postgresPlans(address, statements) : sqlitePlans(address, statements)
}

function sqlitePlans(address: string, statements: readonly string[]): Map<string, Plan> {
  const connection = new Connection(address, { readonly: true })
  try {
    return new Map(
      statements.map(text => {
        const explain = connection.prepare(`explain query plan ${text}`)
        const parameters = (text.match(/\?/g) ?? []).map(() => '[]')
        return [text, (explain.all(...parameters) as { detail: string }[]).map(step => step.detail)]
      }),
    )
  } finally {
    connection.close()
  }
}

async function postgresPlans(address: string, statements: readonly string[]): Promise<Map<string, Plan>> {
  const client = new pg.Client({ connectionString: address })
  await client.connect()
  try {
    await client.query('set enable_seqscan = off')
    const plans = new Map<string, Plan>()
    for (const text of statements) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain (generic_plan, costs off) ${text}`,
      )
      plans.set(
        text,
        rows.map(row => row['QUERY PLAN'].trim()),
      )
    }
    return plans
  } finally {
    await client.end()
  }
}

/** The tables that a plan reads from end to end. */
export function scanned(plan: Plan): string[] {
  const pattern = dialect === 'postgres' ? /Seq Scan on (\w+)/ : /^SCAN (\w+)/
  return plan.flatMap(step => pattern.exec(step)?.[1] ?? [])
}
