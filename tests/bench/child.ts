import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

export interface ChildOptions {
  readonly args?: readonly string[]
  readonly env?: Record<string, string>
  readonly execArgv?: readonly string[]
}

/** A program of the bench in a process of its own. One question at a time. */
export class Child {
  readonly process: ChildProcess

  constructor(program: string, { args = [], env = {}, execArgv = [] }: ChildOptions = {}) {
    this.process = fork(join(import.meta.dirname, `${program}.mjs`), args, {
      env: { ...process.env, ...env },
      execArgv: [...execArgv],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
  }

  /** The next message of the child. Throws when it ends without one. */
  answer<Answer>(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`a child process ended with ${code}`))
      this.process.once('exit', ended)
      this.process.once('message', message => {
        this.process.off('exit', ended)
        resolve(message as Answer)
      })
    })
  }

  ask<Answer>(question: unknown): Promise<Answer> {
    const answer = this.answer<Answer>()
    this.process.send(question as object)
    return answer
  }

  /** Resolves when it has ended; throws unless it ended well. */
  ended(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.process.exitCode !== null) return resolve()
      this.process.once('exit', code =>
        code === 0 ? resolve() : reject(new Error(`a child process ended with ${code}`)),
      )
    })
  }

  async stop(): Promise<void> {
    const ended = this.ended()
    this.process.send('stop')
    await ended
  }
}

/** In a child: answers each question with what `work` gives. */
export function answering<Question, Answer>(work: (question: Question) => Promise<Answer>): void {
  process.on('message', async (question: Question | 'stop') => {
    if (question === 'stop') process.exit(0)
    process.send?.((await work(question as Question)) as object)
  })
  process.on('disconnect', () => process.exit(0))
}

/**
 * What this process has used of the processors so far: it counts the same on a machine that has other work
 * to do.
 */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
