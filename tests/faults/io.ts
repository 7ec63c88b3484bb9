import { join } from 'node:path'
import { afterwards } from './books.ts'
import { type Fault, type Figure, holds, some, type Stage, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { noStrace, tamper } from './strace.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

const shape = { lanes: 8, batch: 5, redeeming: 0.2 }

/** Some writes fail: those who asked are told so, and the others are served. */
function failingWrites(stage: Stage, error: 'EIO' | 'ENOSPC'): Promise<Figure[]> {
  return inFolder(async folder => {
    const data = copyWorld(stage.template, join(folder, 'data'))
    const server = await serve({ data })
    const load = new Load(worldIn(data), error)
    load.port = server.port
    await load.run(shape, () => load.credited.size < 50)
    const mend = await tamper(server.pid, 'pwrite64', `error=${error}:when=3+499`)
    const promised = load.credited.size
    const enough = stage.deep ? 500 : 10
    await load.run(shape, () => load.count(503) < enough || load.credited.size < promised + enough)
    const refused = load.count(503)
    await mend()
    stage.say(`${error}: ${refused} refused, ${load.credited.size} activities`)
    await load.runFor(shape, 200)
    await load.settle()
    const end = await server.stop()
    load.close()
    return [
      some(`${error} on some writes: refused with 503`, refused),
      holds(`${error}: ends well`, end.code === 0),
      ...(await afterwards(load, data)),
    ]
  })
}

/**
 * Once the disk has failed to keep what was written, nothing it says can be believed: it stops and says
 * why.
 */
function failedSync(stage: Stage): Promise<Figure[]> {
  return inFolder(async folder => {
    const data = copyWorld(stage.template, join(folder, 'data'))
    const server = await serve({ data })
    const load = new Load(worldIn(data), 'sync')
    load.port = server.port
    await load.run(shape, () => load.credited.size < 50)
    const mend = await tamper(server.pid, 'fsync,fdatasync', 'error=EIO:when=20+')
    const brokenAt = performance.now()
    let gone = false
    void server.ended.then(() => (gone = true))
    await load.run(shape, () => !gone)
    const endedMs = performance.now() - brokenAt
    const end = await server.ended
    await mend()
    stage.say(`ended with ${end.code}`)
    const again = await serve({ data })
    load.port = again.port
    await load.settle()
    await again.stop()
    load.close()
    return [
      some('failed fsync: refused with 503', load.count(503)),
      holds('failed fsync: ends by itself, with 74', end.code === 74, String(end.code ?? end.signal)),
      holds('failed fsync: says so in one line', /^The disk failed/m.test(server.printed())),
      within('failed fsync: gone after', endedMs, 10_000),
      ...(await afterwards(load, data)),
    ]
  })
}

export const io: Fault = {
  name: 'io',
  title: 'I/O errors at chosen calls',
  obstacle: noStrace,
  play: async stage => [
    ...(await failingWrites(stage, 'ENOSPC')),
    ...(await failingWrites(stage, 'EIO')),
    ...(await failedSync(stage)),
  ],
}
