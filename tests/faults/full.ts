import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards } from './books.ts'
import { memoryDisk, noMounts } from './disks.ts'
import { type Fault, holds, some, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

const shape = { lanes: 16, batch: 5, redeeming: 0.2 }
const healthMs = 30_000
const diskBytes = 96 * 2 ** 20

/**
 * The disk fills up and is emptied again: writes are refused meanwhile, reads go on, nothing needs a
 * restart.
 */
export const full: Fault = {
  name: 'full',
  title: 'disk full, and room again',
  obstacle: noMounts,
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const disk = memoryDisk(join(folder, 'disk'), diskBytes)
      try {
        const data = copyWorld(template, join(disk.folder, 'data'))
        const server = await serve({ data })
        const load = new Load(worldIn(data))
        load.port = server.port
        await load.runFor(shape, 300)
        const ballast = join(disk.folder, 'ballast')
        const free = () => statfsSync(disk.folder).bavail * statfsSync(disk.folder).bsize
        writeFileSync(ballast, Buffer.alloc(Math.max(0, free() - (deep ? 4 : 1) * 2 ** 20)))
        await load.run(shape, () => load.count(503) < (deep ? 2_000 : 50))
        say(`${load.count(503)} refused, ${load.credited.size} activities`)
        const wallet = await load.get('/api/v1/me/wallet', 1)
        const rewards = await load.get('/api/v1/rewards')
        const unhealthy = await seenUnhealthy(load)
        const before = load.credited.size
        rmSync(ballast)
        const freedAt = performance.now()
        await load.run(shape, () => load.credited.size === before)
        const resumedMs = performance.now() - freedAt
        await load.runFor(shape, 300)
        await load.settle()
        await wait(1_100)
        const healthAfter = await load.get('/api/v1/health')
        const end = await server.stop()
        load.close()
        return [
          some('writes refused with 503 while it was full', load.count(503)),
          holds('reads go on', wallet?.status === 200 && rewards?.status === 200),
          holds('health says 503', unhealthy),
          within('writes go on without a restart', resumedMs, 1_000),
          holds('health says 200 again', healthAfter?.status === 200),
          holds('ends well', end.code === 0),
          ...(await afterwards(load, data)),
        ]
      } finally {
        disk.unmount()
      }
    }),
}

/**
 * Whether health says so while writes are refused: it asks the disk once a second, and now and then a
 * little fits.
 */
async function seenUnhealthy(load: Load): Promise<boolean> {
  let seen = false
  const until = performance.now() + healthMs
  const asking = async () => {
    while (!seen && performance.now() < until) {
      await wait(500)
      seen = (await load.get('/api/v1/health'))?.status === 503
    }
  }
  await Promise.all([asking(), load.run(shape, () => !seen && performance.now() < until)])
  return seen
}
