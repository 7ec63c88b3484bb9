import { statSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { limits } from '../limits.ts'
import { projectFolder } from '../project-folder.ts'

/** What a pass found: frames of the journal, and how many of them are in the database now. */
interface Folded {
  readonly frames: number
  readonly folded: number
}

interface Failed {
  readonly code: string
  readonly message: string
}

/** A pass that failed, with SQLite's code; `THREAD` when there is no thread to do it. */
export class FoldFailed extends Error {
  override readonly name = 'FoldFailed'
  readonly code: string

  constructor({ code, message }: Failed) {
    super(message)
    this.code = code
  }
}

/**
 * Folds the journal into the database beside the event loop: what is copied and flushed for it would hold up
 * everybody. A thread of its own copies what is committed half a second later, while others write on. SQLite
 * begins the journal anew only when a writer finds all of it folded in; so when it has grown long, the next
 * group waits, and nobody else, for one more pass over what little came meanwhile. The thread is started
 * when there is something to do; `onFailure` learns of passes that failed.
 */
export function openCheckpointer(database: string, onFailure: (failure: FoldFailed) => void) {
  let worker: Worker | undefined
  let timer: NodeJS.Timeout | undefined
  let passes: Promise<void> = Promise.resolve()
  let answered: (answer: Folded | Failed) => void = () => {}
  let overdue = false
  let closing = false
  let turnedAt = -Infinity

  function start(): Worker {
    const file = join(projectFolder, 'server/db/checkpoint-worker.mjs')
    const made = new Worker(file, { workerData: { file: database }, execArgv: [] })
    made.unref()
    made.on('message', (answer: Folded | Failed) => answered(answer))
    const gone = (error?: unknown) => {
      if (worker === made) worker = undefined
      answered({ code: 'THREAD', message: String(error) })
    }
    made.on('error', gone)
    made.on('exit', gone)
    return made
  }

  async function pass(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    worker ??= start()
    const answer = await new Promise<Folded | Failed>(resolve => {
      answered = resolve
      worker?.postMessage('fold')
    })
    if ('code' in answer) onFailure(new FoldFailed(answer))
    else overdue = answer.frames >= limits.foldTurnFrames
  }

  /** One pass at a time: who asks gets one that begins after all that were asked for before. */
  function fold(): Promise<void> {
    passes = passes.then(() => (closing ? undefined : pass()))
    return passes
  }

  return {
    /** Something was committed. */
    committed(): void {
      if (timer || closing) return
      if (!worker && bytesOf(`${database}-wal`) < limits.foldFromBytes) return
      timer = setTimeout(() => void fold(), limits.foldEveryMs).unref()
    },

    /** Whether the next group should wait for `turnOver`. */
    isOverdue: () => overdue && !closing && performance.now() - turnedAt >= limits.foldTurnMs,

    /** Folds in the rest while nobody writes, so that the next commit begins the journal anew. */
    async turnOver(): Promise<void> {
      await fold()
      overdue = false
      turnedAt = performance.now()
    },

    async close(): Promise<void> {
      closing = true
      clearTimeout(timer)
      await passes
      const ending = worker
      if (!ending) return
      const ended = new Promise(resolve => ending.once('exit', resolve))
      ending.ref()
      ending.postMessage('close')
      await ended
    },
  }
}

export type Checkpointer = ReturnType<typeof openCheckpointer>

function bytesOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
