import type { Context } from '../context.ts'
import { publicText, sealedKinds } from './block.ts'
import { blocksAfter, rowsOfBlock, unsealedRows } from './queries.ts'

/**
 * The sealed history as lines of JSON: who it is from, then every block with its rows, then the rows that
 * wait for their seal, then how much there was. `check-export.ts` reads it without a database.
 */
export async function* exportLedger(
  ctx: Pick<Context, 'db' | 'now' | 'keys' | 'config'>,
): AsyncGenerator<string> {
  const { reader } = ctx.db
  const key = publicText(ctx.keys.signing.publicKey)
  yield line({ export: 'ledger/1', deployment: ctx.config.deploymentId, exportedAt: ctx.now(), key })
  let blocks = 0
  let rows = 0
  for await (const block of blocksAfter(reader, 0)) {
    blocks++
    yield line({ block })
    for await (const { key: rowKey, row } of rowsOfBlock(reader, block)) {
      if (!row) continue
      rows++
      yield line({ row: row.record, key: rowKey })
    }
  }
  for (const kind of sealedKinds) {
    for await (const { at, key: rowKey, record } of unsealedRows(reader, kind, new Date(0), null)) {
      rows++
      yield line({ unsealed: record, kind, key: rowKey, at })
    }
  }
  yield line({ end: { blocks, rows } })
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`
}
