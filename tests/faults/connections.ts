import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterwards } from './books.ts'
import { type Fault, type Figure, holds, none, quantile, type Stage, within } from './figures.ts'
import { Load } from './load.ts'
import { residentMiB } from './overload.ts'
import { type Served, serve } from './served.ts'
import { copyWorld, inFolder, worldIn } from './world.ts'

const host = 'host: localhost\r\n'
const halfHeaders = `POST /api/v1/activities HTTP/1.1\r\n${host}`
const jsonOf900 = 'content-type: application/json\r\ncontent-length: 900\r\n'
const halfBody = `POST /api/v1/activities HTTP/1.1\r\n${host}${jsonOf900}\r\n{`
const goneMs = 10_000
const growthMiB = 250

interface Crowd {
  readonly opened: number
  readonly failed: number
  left(): number
  close(): void
}

/** Opens so many connections, a few hundred at a time, and sends the same on each. */
async function crowd(port: number, count: number, text: string): Promise<Crowd> {
  const sockets: Socket[] = []
  let [opened, failed, closed] = [0, 0, 0]
  for (let at = 0; at < count; at += 250) {
    const some = Array.from({ length: Math.min(250, count - at) }, () => {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      socket.on('data', () => {})
      return new Promise<void>(resolve => {
        socket.once('connect', () => {
          opened++
          if (text !== '') socket.write(text)
          resolve()
        })
        socket.once('error', () => resolve())
        socket.once('error', () => failed++)
        socket.once('close', () => closed++)
      })
    })
    await Promise.all(some)
  }
  return {
    opened,
    failed,
    left: () => count - closed,
    close: () => sockets.forEach(socket => socket.destroy()),
  }
}

/** Requests that never end: the honest ones are served, and the others are gone soon. */
async function slowOnes(
  stage: Stage,
  server: Served,
  load: Load,
  what: string,
  text: string,
): Promise<Figure[]> {
  const count = stage.deep ? 1_000 : 200
  const startedAt = performance.now()
  const crowded = await crowd(server.port, count, text)
  const latencies: number[] = []
  while (crowded.left() > 0 && performance.now() - startedAt < 3 * goneMs) {
    const answer = await load.get('/api/v1/me/wallet', 1)
    latencies.push(answer?.status === 200 ? answer.ms : Infinity)
    await load.one({ lanes: 1, batch: 1, redeeming: 0.3 })
    await wait(20)
  }
  const left = crowded.left()
  const goneAfterMs = performance.now() - startedAt
  crowded.close()
  return [
    none(`${what}: still open at the end`, left),
    none(
      `${what}: honest requests unanswered`,
      latencies.filter(ms => !Number.isFinite(ms)),
    ),
    within(`${what}: ${count} gone after`, goneAfterMs, goneMs),
    within(`${what}: honest p99`, quantile(latencies, 0.99), 50),
  ]
}

/** Many connections that do nothing. */
async function idleOnes(stage: Stage, server: Served, load: Load): Promise<Figure[]> {
  const count = stage.deep ? 10_000 : 1_000
  const before = residentMiB(server.pid)
  const crowded = await crowd(server.port, count, '')
  const latencies: number[] = []
  for (let asked = 0; asked < 100; asked++) {
    const answer = await load.get('/api/v1/me/wallet', 1)
    latencies.push(answer?.status === 200 ? answer.ms : Infinity)
  }
  const more = residentMiB(server.pid) - before
  crowded.close()
  return [
    holds(`${count} connections opened`, crowded.opened === count, String(crowded.opened)),
    none('connections refused', crowded.failed),
    none(
      'honest requests unanswered meanwhile',
      latencies.filter(ms => !Number.isFinite(ms)),
    ),
    within('honest p99 meanwhile', quantile(latencies, 0.99), 50),
    holds('memory for them', more < growthMiB, `+${Math.round(more)} MiB`),
  ]
}

export const connections: Fault = {
  name: 'connections',
  title: 'slowloris and 10,000 connections',
  play: stage =>
    inFolder(async folder => {
      const data = copyWorld(stage.template, join(folder, 'data'))
      const server = await serve({ data })
      const load = new Load(worldIn(data))
      load.port = server.port
      await load.runFor({ lanes: 4, batch: 1, redeeming: 0.3 }, 500)
      const figures = [
        ...(await slowOnes(stage, server, load, 'half headers', halfHeaders)),
        ...(await slowOnes(stage, server, load, 'half bodies', halfBody)),
        ...(await idleOnes(stage, server, load)),
      ]
      await load.settle()
      const end = await server.stop()
      load.close()
      return [...figures, holds('ends well', end.code === 0), ...(await afterwards(load, data))]
    }),
}
