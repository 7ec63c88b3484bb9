import { join } from 'node:path'
import { afterwards } from './books.ts'
import { droppingProxy } from './dropping-proxy.ts'
import { type Fault, some } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

/** One answer in twenty is lost on its way; who asked asks again with the same id, and it counts once. */
export const lostReplies: Fault = {
  name: 'lost-replies',
  title: 'lost replies through a dropping proxy',
  play: ({ deep, template }) =>
    inFolder(async folder => {
      const data = copyWorld(template, join(folder, 'data'))
      const server = await serve({ data })
      const proxy = await droppingProxy(() => server.port, 20)
      const load = new Load(worldIn(data))
      load.port = proxy.port
      const enough = deep ? 5_000 : 300
      await load.run({ lanes: 16, batch: 2, redeeming: 0.3 }, () => load.credited.size < enough)
      const unanswered = load.count('none')
      await load.settle()
      await server.stop()
      await proxy.close()
      load.close()
      return [
        some('answers lost on the way', proxy.dropped(), 5),
        some('requests without an answer', unanswered, 5),
        some('promises', load.credited.size + load.redeemed.size, enough),
        ...(await afterwards(load, data)),
      ]
    }),
}
