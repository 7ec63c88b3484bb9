import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards, lostOf } from './books.ts'
import { built, buildWeakened } from './build.ts'
import { loopDisk, noMounts } from './disks.ts'
import { type Fault, type Figure, none, some, type Stage, until } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn } from './world.ts'

const shape = { lanes: 64, batch: 5, redeeming: 0.2 }

/**
 * Cuts the power under load so many times, and counts what was promised and is gone when the light is on
 * again.
 */
function cuts(stage: Stage, build: string, rounds: number): Promise<{ lost: number; figures: Figure[] }> {
  return inFolder(async folder => {
    const disk = loopDisk(folder)
    try {
      const data = copyWorld(stage.template, join(disk.folder, 'data'))
      const load = new Load(worldIn(data))
      let lost = 0
      for (let round = 1; round <= rounds; round++) {
        // What was lost once is not promised any more.
        const before = lost
        const server = await serve({ data, build })
        load.port = server.port
        let going = true
        const running = load.run(shape, () => going)
        const promised = load.credited.size
        await until('there are promises', () => load.credited.size >= promised + 100)
        await wait(Math.random() * 500)
        disk.cutPower()
        await server.kill()
        going = false
        await running
        disk.mountAgain()
        lost += (await lostOf(load, databaseIn(data))).length
        stage.say(
          `cut ${round} of ${rounds}: ${load.credited.size + load.redeemed.size} promised, ${lost} lost`,
        )
        if (lost > before && build !== built) break
      }
      if (build !== built) {
        load.close()
        return { lost, figures: [] }
      }
      const server = await serve({ data })
      load.port = server.port
      await load.settle()
      await server.stop()
      load.close()
      return { lost, figures: await afterwards(load, data) }
    } finally {
      disk.unmount()
    }
  })
}

/** The machine loses its power; what was promised is on the disk. */
export const power: Fault = {
  name: 'power',
  title: 'power cut on a file system of its own',
  obstacle: noMounts,
  async play(stage) {
    const rounds = stage.deep ? 10 : 1
    const { lost, figures } = await cuts(stage, built, rounds)
    const control = await cuts(stage, buildWeakened(), 3)
    return [
      none(`promised and lost in ${rounds} cuts`, lost),
      ...figures,
      some('the same with synchronous=NORMAL loses', control.lost),
    ]
  },
}
