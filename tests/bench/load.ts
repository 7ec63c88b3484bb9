import { answering } from './child.ts'
import { Connection } from './connection.ts'
import { type Job, stepsOf } from './workloads.ts'

/** What one round of load came to. */
export interface LoadResult {
  readonly requests: number
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
  const startedAt = performance.now()
  await Promise.all(
    connections.map(async connection => {
      for (let steps = queue[next++]; steps; steps = queue[next++]) {
        let before = ''
        for (const step of steps) {
          const bytes = typeof step.bytes === 'function' ? step.bytes(before) : step.bytes
          const sentAt = performance.now()
          const { status, body } = await connection.send(bytes)
          latencies.push(performance.now() - sentAt)
          if (status !== step.status || !step.expected(body))
            throw new Error(`${job.kind} was answered ${status}: ${surprising(body)}`)
          before = body
        }
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  for (const connection of connections) connection.close()
  latencies.sort((a, b) => a - b)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return { requests: latencies.length, seconds, p50: at(0.5), p99: at(0.99) }
}

/** The part of an answer that is not as it should be. */
function surprising(body: string): string {
  const at = body.search(/"outcome":"(?!credited)/)
  return body.slice(Math.max(0, at - 40), at < 0 ? 600 : at + 300)
}
