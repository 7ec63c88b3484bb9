import { join } from 'node:path'
import { afterwards } from './books.ts'
import { type Fault, none, quantile, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { noStrace, tampering } from './strace.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

const delayMs = 50
const shape = { lanes: 16, batch: 1, redeeming: 0.2 }

/** Every flush takes 50 ms: answers come later, and none is an error. */
export const slow: Fault = {
  name: 'slow',
  title: 'slow disk',
  obstacle: noStrace,
  play: ({ deep, template }) =>
    inFolder(async folder => {
      const data = copyWorld(template, join(folder, 'data'))
      const under = tampering('fsync,fdatasync', `delay_enter=${delayMs * 1_000}`)
      const server = await serve({ data, under })
      const load = new Load(worldIn(data))
      load.port = server.port
      await load.runFor(shape, deep ? 15_000 : 1_500)
      await server.stop()
      load.close()
      const refused = [...load.answers].flatMap(([status, count]) =>
        status === 200 || status === 201 ? [] : count,
      )
      return [
        none('requests refused or unanswered', refused),
        within('median answer', quantile(load.latencies, 0.5), 4 * delayMs),
        within('p99', quantile(load.latencies, 0.99), 10 * delayMs),
        ...(await afterwards(load, data)),
      ]
    }),
}
