import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards, lostOf } from './books.ts'
import { type Fault, none, quantile, some, until, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn } from './world.ts'

const shape = { lanes: 64, batch: 5, redeeming: 0.2 }

/** The process is killed while it writes, again and again; what it promised is there each time. */
export const kill: Fault = {
  name: 'kill',
  title: 'kill -9 in a loop under load',
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const rounds = deep ? 100 : 3
      const data = copyWorld(template, join(folder, 'data'))
      const load = new Load(worldIn(data))
      const starts: number[] = []
      const lost: string[] = []
      let server = await serve({ data })
      for (let round = 1; round <= rounds; round++) {
        load.port = server.port
        let going = true
        const running = load.run(shape, () => going)
        // Some rounds end before the first promise, others after hundreds.
        const promised = load.latencies.length
        if (round % 3 !== 0) await until('there is a promise', () => load.latencies.length > promised)
        await wait(Math.random() * 500)
        await server.kill()
        going = false
        await running
        server = await serve({ data })
        starts.push(server.startMs)
        lost.push(...(await lostOf(load, databaseIn(data))))
        if (round % 10 === 0) say(`${round} of ${rounds} rounds, ${load.credited.size} activities`)
      }
      load.port = server.port
      await load.settle()
      await server.stop()
      load.close()
      return [
        some('requests cut off', load.count('none'), rounds),
        some('promises', load.credited.size + load.redeemed.size, rounds),
        none('promised and lost at once after a kill', lost),
        ...(await afterwards(load, data)),
        within('up again, slowest', Math.max(...starts), 2_000),
        within('up again, median', quantile(starts, 0.5), 2_000),
      ]
    }),
}
