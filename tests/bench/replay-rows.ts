/** Values of one row as its driver takes them, in the order of the columns. */
export type Values = readonly unknown[]

/** Everything that one activity wrote, in the order a careful hand would write it. */
export interface WrittenDeed {
  readonly activity: Values
  readonly eventKey: Values
  readonly decision: Values
  readonly tripDetail: Values
  readonly claim: Values
  /** Activity, sequence, key, amount. */
  readonly tallyUses: readonly Values[]
  /** Key, amount, most. */
  readonly tallies: readonly Values[]
  readonly transfers: readonly Values[]
  /** Reference, expires on, resident, amount. */
  readonly lotMoves: readonly Values[]
  /** Resident, expires on, amount. */
  readonly lots: readonly Values[]
  /** Centipoints and grams that the wallet gains, and whose it is. */
  readonly wallet: Values
}

export const columnsOf = {
  activity: `id, source, source_activity_id, revision, resident_id, household_id, action_type, evidence,
    outcome, occurred_at, received_at, facts, merchant_id, staff_id, device_id, replaces`,
  event_key: 'source, event_id, fingerprint, source_activity_id, revision, activity_id',
  decision: 'activity_id, seq, centipoints, grams, expires_on, receipt, decided_at',
  trip_detail: 'activity_id, places, delete_on',
  claim: 'source, source_activity_id, activity_id, resident_id, class, from_at, until_at',
  tally_use: 'activity_id, seq, key, amount',
  transfer: 'reference, template, asset, debit, credit, amount, resident_id, occurred_at, posted_at',
  lot_move: 'reference, expires_on, resident_id, amount',
} as const

export type Replayed = keyof typeof columnsOf

/** Rows of a round by table, each with the id of the activity that wrote it. */
export type RowsOf = (
  table: Replayed,
) => Promise<readonly { readonly deed: string; readonly values: Values }[]>

/** The rows of a round, activity by activity. `mostOf` gives the limit of a tally. */
export async function writtenDeeds(rowsOf: RowsOf, mostOf: (key: string) => unknown): Promise<WrittenDeed[]> {
  const by = new Map<Replayed, Map<string, Values[]>>()
  for (const table of Object.keys(columnsOf) as Replayed[]) by.set(table, grouped(await rowsOf(table)))
  const all = (table: Replayed, deed: string) => by.get(table)?.get(deed) ?? []
  const one = (table: Replayed, deed: string) => {
    const [row] = all(table, deed)
    if (!row) throw new Error(`${deed} wrote no ${table}`)
    return row
  }
  return [...(by.get('activity')?.keys() ?? [])].map(deed => {
    const tallyUses = all('tally_use', deed)
    const transfers = all('transfer', deed)
    const lotMoves = all('lot_move', deed)
    const gained = (asset: string) =>
      transfers.reduce((sum, [, , of, , , amount]) => (of === asset ? sum + Number(amount) : sum), 0)
    return {
      activity: one('activity', deed),
      eventKey: one('event_key', deed),
      decision: one('decision', deed),
      tripDetail: one('trip_detail', deed),
      claim: one('claim', deed),
      tallyUses,
      tallies: tallyUses.map(([, , key, amount]) => [key, amount, mostOf(String(key))]),
      transfers,
      lotMoves,
      lots: lotMoves.map(([, expiresOn, resident, amount]) => [resident, expiresOn, amount]),
      wallet: [gained('PTS'), gained('CO2E_G'), one('activity', deed)[4]],
    }
  })
}

function grouped(rows: readonly { readonly deed: string; readonly values: Values }[]): Map<string, Values[]> {
  const groups = new Map<string, Values[]>()
  for (const { deed, values } of rows) {
    const group = groups.get(deed)
    if (group) group.push(values)
    else groups.set(deed, [values])
  }
  return groups
}

/** How many of a statement's columns there are. */
export function countOf(columns: string): number {
  return columns.split(',').length
}
