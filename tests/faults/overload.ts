import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sessionToken } from '#tests/bench/settings.ts'
import { ask, keptConnections } from './ask.ts'
import { afterwards } from './books.ts'
import { type Fault, holds, none, quantile, some, within } from './figures.ts'
import { Load } from './load.ts'
import { serve } from './served.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

const single = { lanes: 64, batch: 1, redeeming: 0 }
const tickMs = 20
const times = 3
const growthMiB = 400
const askEveryMs = 50
const patienceMs = 60_000

/** Memory of a process in MiB. */
export function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
}

/** Asks again and again, as a till or a watcher does, until `going` says no; gives what was not answered. */
async function keepAsking(port: number, path: string, token: string | null, going: () => boolean) {
  const agent = keptConnections()
  const unanswered: (number | string)[] = []
  const latencies: number[] = []
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}
  while (going()) {
    const answer = await ask(agent, port, { path, headers }).catch(() => null)
    if (answer?.status === 200) latencies.push(answer.ms)
    else unanswered.push(answer?.status ?? 'none')
    await wait(askEveryMs)
  }
  agent.destroy()
  return { unanswered, latencies }
}

/** Milliseconds until a resident is answered again. */
async function recovery(load: Load): Promise<number> {
  const startedAt = performance.now()
  for (;;) {
    const answer = await load.get('/api/v1/me/wallet', 1)
    const ms = performance.now() - startedAt
    if (answer?.status === 200) return ms
    if (ms > patienceMs) return Infinity
    await wait(tickMs)
  }
}

/** Three times as many requests as it can answer, whether or not the ones before were answered. */
export const overload: Fault = {
  name: 'overload',
  title: 'overload at three times capacity',
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const data = copyWorld(template, join(folder, 'data'))
      const server = await serve({ data })
      const load = new Load(worldIn(data))
      load.port = server.port
      await load.run(single, () => load.credited.size < 200)
      const [before, measuredMs] = [load.credited.size, deep ? 5_000 : 1_000]
      await load.runFor(single, measuredMs)
      const capacity = ((load.credited.size - before) / measuredMs) * 1_000
      const calmMiB = residentMiB(server.pid)
      load.latencies.length = 0

      let pressing = true
      const till = keepAsking(server.port, '/api/v1/merchant/me', sessionToken('staff', 0), () => pressing)
      const watcher = keepAsking(server.port, '/api/v1/health', null, () => pressing)
      const asked: Promise<boolean>[] = []
      const offering = deep ? 15_000 : 3_000
      const startedAt = performance.now()
      while (performance.now() - startedAt < offering) {
        const due = ((performance.now() - startedAt) / 1_000) * capacity * times
        while (asked.length < due) asked.push(load.one(single))
        await wait(tickMs)
      }
      const busyMiB = residentMiB(server.pid)
      pressing = false
      const recoveredMs = await recovery(load)
      await Promise.all(asked)
      const [atTill, watched] = [await till, await watcher]
      const offered = (asked.length / offering) * 1_000
      say(
        `capacity ${Math.round(capacity)}/s, offered ${Math.round(offered)}/s,` +
          ` memory ${Math.round(busyMiB)} MiB`,
      )
      const p99 = quantile(load.latencies, 0.99)
      await load.settle()
      const end = await server.stop()
      load.close()
      return [
        some('times capacity offered', Math.round((offered / capacity) * 10) / 10, 2),
        none('requests without an answer', load.count('none')),
        { ...some('refused with 429 or 503', load.count(503) + load.count(429)), timed: true },
        within('p99 of what was taken', p99, 2_000),
        none('requests of a till refused', atTill.unanswered),
        within('p99 at the till', quantile(atTill.latencies, 0.99), 2_000),
        none('health refused', watched.unanswered),
        within('answers again after', recoveredMs, 5_000),
        holds('memory stays bounded', busyMiB - calmMiB < growthMiB, `+${Math.round(busyMiB - calmMiB)} MiB`),
        holds('ends well', end.code === 0),
        ...(await afterwards(load, data)),
      ]
    }),
}
