import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards } from './books.ts'
import { loopDisk, noMounts, readOnlyDisk } from './disks.ts'
import { type Fault, type Figure, holds, some, type Stage, within } from './figures.ts'
import { Load } from './load.ts'
import { DidNotStart, serve } from './served.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

const shape = { lanes: 8, batch: 5, redeeming: 0.2 }

/** The data folder cannot be written when the server starts. */
function atStart(stage: Stage): Promise<Figure[]> {
  return inFolder(async folder => {
    const data = copyWorld(stage.template, join(folder, 'data'))
    const disk = readOnlyDisk(data, join(folder, 'read-only'))
    try {
      const startedAt = performance.now()
      const refused = await serve({ data: disk.folder }).catch((error: unknown) => error)
      const ms = performance.now() - startedAt
      if (!(refused instanceof DidNotStart)) throw new Error('it started on a read-only folder')
      const lines = refused.printed.trim().split('\n')
      return [
        holds('at the start: refuses to start', refused.end.code === 1),
        holds(
          'at the start: one clear line',
          lines.length === 1 && /read-only/.test(lines[0] ?? ''),
          lines[0],
        ),
        within('at the start: says so after', ms, 2_000),
      ]
    } finally {
      disk.unmount()
    }
  })
}

/** The kernel makes the file system read-only while the server runs, as it does after an error. */
function atRunTime(stage: Stage): Promise<Figure[]> {
  return inFolder(async folder => {
    const disk = loopDisk(folder)
    try {
      const data = copyWorld(stage.template, join(disk.folder, 'data'))
      const server = await serve({ data })
      const load = new Load(worldIn(data))
      load.port = server.port
      await load.runFor(shape, 300)
      disk.forceReadOnly()
      const promisedBefore = load.credited.size + load.redeemed.size
      let gone = false
      void server.ended.then(() => (gone = true))
      await load.run(shape, () => load.count(503) < 20 && !gone)
      const promisedAfter = load.credited.size + load.redeemed.size
      const wallet = await load.get('/api/v1/me/wallet', 1)
      await wait(1_100)
      const health = await load.get('/api/v1/health')
      await server.kill()
      disk.mountAgain()
      const again = await serve({ data })
      load.port = again.port
      await load.settle()
      await again.stop()
      load.close()
      stage.say(`${promisedAfter - promisedBefore} promises while it went read-only`)
      return [
        some('at run time: writes refused with 503', load.count(503), 20),
        holds('at run time: reads go on', wallet?.status === 200, String(wallet?.status)),
        holds('at run time: health says 503', health?.status === 503, String(health?.status)),
        ...(await afterwards(load, data)),
      ]
    } finally {
      disk.unmount()
    }
  })
}

export const readOnly: Fault = {
  name: 'read-only',
  title: 'read-only data folder, at the start and at run time',
  obstacle: noMounts,
  play: async stage => [...(await atStart(stage)), ...(await atRunTime(stage))],
}
