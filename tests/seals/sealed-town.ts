import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dialect } from '#server/db/dialect.ts'
import type { Context } from '#server/context.ts'
import { headsFile } from '#server/seals/heads.ts'
import { sealLateRows, sealRows } from '#server/seals/seal-rows.ts'
import { verifySeals } from '#server/seals/verify-seals.ts'
import { onBareConnection } from '#tests/database/sample.ts'
import { buildDistrict } from '#tests/support/district.ts'

/** Somebody with the database's own rights switches the triggers off, changes history, and puts them back. */
async function pastTriggers(address: string, tables: readonly string[], statements: readonly string[]) {
  if (dialect === 'postgres') {
    const switched = (how: string) => tables.map(table => `alter table ${table} ${how} trigger user`)
    return onBareConnection(address, ...switched('disable'), ...statements, ...switched('enable'))
  }
  const dropped = tables.flatMap(table =>
    ['no_update', 'no_delete'].map(name => `drop trigger if exists ${table}_${name}`),
  )
  return onBareConnection(address, ...dropped, ...statements)
}

/** A district with a few rides and gifts, whose history can be sealed, verified and forged. */
export async function sealedTown() {
  const town = await buildDistrict({ laws: false })
  const folder = mkdtempSync(join(tmpdir(), 'carbon-seals-'))
  const inFolder = (ctx: Context): Context => ({ ...ctx, config: { ...ctx.config, sealFolder: folder } })
  const ctx = inFolder(town.ctx)
  const { kid, publicKey } = ctx.keys.signing
  const partner = await town.partner()
  const rider = await town.rider(partner, 'card-1')
  let rides = 0

  /** So many rides, each a minute after the other. */
  async function ride(times = 1): Promise<void> {
    for (let at = 0; at < times; at++) {
      town.clock.advance({ minutes: 1 })
      const time = new Date(town.clock.now().getTime() - 30_000).toISOString()
      await town.report(partner, { id: `ride-${++rides}`, type: 'bus-ride', time })
    }
  }

  return {
    ...town,
    ctx,
    rider,
    ride,
    heads: headsFile(ctx.config),
    trusted: new Map([[kid, publicKey]]),
    seal: () => sealRows(ctx),
    sealLate: () => sealLateRows(ctx),
    verify: () => verifySeals(ctx, new Map([[kid, publicKey]]), headsFile(ctx.config)),
    async otherProcess(): Promise<Context> {
      return inFolder(await town.secondProcess())
    },
    forge: (table: string, ...statements: string[]) => pastTriggers(town.address, [table], statements),
  }
}

export type SealedTown = Awaited<ReturnType<typeof sealedTown>>
