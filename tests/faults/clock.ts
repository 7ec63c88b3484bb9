import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards } from './books.ts'
import { type Fault, type Figure, holds, none, some } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, inFolder, worldIn, worldSize } from './world.ts'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
const batch = 20
/** A second is looked at each second: what is written within two has been seen. */
const seenMs = 2_500

/** The same residents again, at the hours of another turn. */
const turn = worldSize.residents

/**
 * The clock of the machine goes back two hours, and forward forty days, while the server runs: what was
 * promised stays, nothing counts twice, and the log says that the clock jumped.
 */
export const clock: Fault = {
  name: 'clock',
  title: 'the clock goes back two hours and forward forty days',
  obstacle: () => (existsSync(library) ? null : 'libfaketime is needed (Debian: libfaketime)'),
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const data = copyWorld(template, join(folder, 'data'))
      const rate = join(folder, 'faketime')
      const setClock = (ms: number) => writeFileSync(rate, `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1_000}\n`)
      setClock(0)
      const env = {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: rate,
        FAKETIME_NO_CACHE: '1',
        // Node ends itself when the other clock goes back.
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      }
      const server = await serve({ data, env })
      const load = new Load(worldIn(data))
      load.port = server.port
      const began = Date.now()
      load.now = () => began
      const count = deep ? 400 : 60
      const figures: Figure[] = []
      const reportFrom = async (first: number) => {
        for (let at = 0; at < count; at += batch) await load.report(first + at, batch)
      }
      const redeemAll = async () => {
        for (let number = 0; number < count / 5; number++) await load.redeem(number)
      }
      const again = async (when: string) => {
        const known = load.credited.size + load.redeemed.size
        await reportFrom(0)
        await redeemAll()
        figures.push(
          none(`${when}: sent again and counted again`, load.credited.size + load.redeemed.size - known),
        )
      }
      const jump = async (ms: number, when: string) => {
        setClock(ms)
        load.forgetToken()
        await wait(seenMs)
        const health = await load.get('/api/v1/health')
        figures.push(holds(`${when}: it answers`, health?.status === 200, String(health?.status)))
        say(`${when}: ${load.credited.size} activities, ${load.redeemed.size} vouchers`)
      }

      await reportFrom(0)
      await redeemAll()
      await jump(-2 * hourMs, 'two hours back')
      await again('two hours back')
      await reportFrom(turn)
      await jump(0, 'right again')
      await again('right again')
      const vouchers = load.redeemed.size
      await jump(40 * dayMs, 'forty days on')
      load.now = () => began + 40 * dayMs
      await reportFrom(2 * turn)
      load.now = () => began
      await jump(0, 'and right again')
      await again('and right again')
      const awake = await load.get('/api/v1/me/wallet', 1)
      await load.settle()
      const jumps = [...server.printed().matchAll(/clock of this machine jumped/g)].length
      const end = await server.stop()
      load.close()
      return [
        some('promises', load.credited.size + load.redeemed.size, 3 * count),
        none('vouchers made twice', load.redeemed.size - vouchers),
        ...figures,
        holds('and right again: sessions go on', awake?.status === 200, String(awake?.status)),
        some('jumps that the log tells of', jumps, 4),
        holds('ends well', end.code === 0),
        ...(await afterwards(load, data)),
      ]
    }),
}
