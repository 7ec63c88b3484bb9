import { answering } from './child.ts'
import { Connection } from './connection.ts'
import { type Job, type Step, stepsOf } from './workloads.ts'

/** What one round of load came to. */
export interface LoadResult {
  readonly requests: number
  /** How often the server was too busy and the request was sent again; the wait counts as the request's. */
  readonly turnedAway: number
  readonly seconds: number
  /** Of every request, in milliseconds. */
  readonly p50: number
  readonly p99: number
}

/**
 * A child process: takes a job, prepares all of its requests, sends them over its connections as fast as
 * answers come, and tells how it went. Any answer but the expected one ends the bench.
 */
answering(run)

async function run(job: Job): Promise<LoadResult> {
  const queue = stepsOf(job)
  const connections = Array.from(
    { length: job.connections },
    (_, at) => new Connection(job.ports[at % job.ports.length] ?? 0),
  )
  const latencies: number[] = []
  let next = 0
  let turnedAway = 0
  const startedAt = performance.now()
  await Promise.all(
    connections.map(async connection => {
      for (let steps = queue[next++]; steps; steps = queue[next++]) {
        let before = ''
        for (const step of steps) {
          const sentAt = performance.now()
          const { body, refusals } = await insist(connection, step, before)
          before = body
          turnedAway += refusals
          latencies.push(performance.now() - sentAt)
        }
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  for (const connection of connections) connection.close()
  latencies.sort((a, b) => a - b)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { requests: latencies.length, turnedAway, seconds, p50: at(0.5), p99: at(0.99) }
}

const mostRefusals = 100
const pauseMs = 20

/**
 * Sends a request until it is taken, as a partner or phone does. Throws on any answer that was not expected.
 */
async function insist(connection: Connection, step: Step, before: string) {
  const bytes = typeof step.bytes === 'function' ? step.bytes(before) : step.bytes
  for (let refusals = 0; ; refusals++) {
    const { status, body } = await connection.send(bytes)
    if (status === step.status && step.expected(body)) return { body, refusals }
    if (status !== 503 || refusals >= mostRefusals) throw new Error(`answered ${status}: ${surprising(body)}`)
    await new Promise(resume => setTimeout(resume, pauseMs))
  }
}

/** The part of an answer that is not as it should be. */
function surprising(body: string): string {
  const at = body.search(/"outcome":"(?!credited)/)
  return body.slice(Math.max(0, at - 40), at < 0 ? 600 : at + 300)
}
