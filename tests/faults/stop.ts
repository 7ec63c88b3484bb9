import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards } from './books.ts'
import { type Fault, none, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, databaseIn, inFolder, worldIn } from './world.ts'

const inFlight = 20

/** The server is asked to end while it works: what has begun is answered, and the journal is folded in. */
export const stop: Fault = {
  name: 'stop',
  title: 'graceful stop with requests in flight',
  play: ({ deep, template }) =>
    inFolder(async folder => {
      const data = copyWorld(template, join(folder, 'data'))
      const load = new Load(worldIn(data))
      const [unanswered, codes, journals, times]: [number[], number[], string[], number[]] = [[], [], [], []]
      for (let round = 0; round < (deep ? 10 : 1); round++) {
        const server = await serve({ data })
        load.port = server.port
        await load.runFor({ lanes: inFlight, batch: 1, redeeming: 0 }, 500)
        const promised = load.credited.size
        const asked = Array.from({ length: inFlight }, () => load.one({ lanes: 1, batch: 20, redeeming: 0 }))
        await wait(20)
        const stoppedAt = performance.now()
        const end = await server.stop()
        times.push(performance.now() - stoppedAt)
        const answered = (await Promise.all(asked)).filter(Boolean).length
        if (answered !== inFlight) unanswered.push(inFlight - answered)
        if (load.credited.size - promised !== inFlight * 20) unanswered.push(0)
        if (end.code !== 0) codes.push(end.code ?? -1)
        if (existsSync(`${databaseIn(data)}-wal`)) journals.push('left')
      }
      load.close()
      return [
        none(`unanswered of ${inFlight} in flight`, unanswered),
        none('ends other than 0', codes),
        none('journals left behind', journals),
        within('slowest stop', Math.max(...times), 10_000),
        ...(await afterwards(load, data)),
      ]
    }),
}
