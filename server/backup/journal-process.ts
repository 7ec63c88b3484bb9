import { type ChildProcess, spawn } from 'node:child_process'
import type { Config } from '../config.ts'
import { limits } from '../limits.ts'
import { projectFolder } from '../project-folder.ts'
import type { Asked, Told } from './journal-messages.ts'

export type Question = Asked extends infer One ? (One extends Asked ? Omit<One, 'id'> : never) : never
export type Settings = Pick<Config, 'dataFolder' | 'databaseUrl' | 'backupFolder' | 'sealFolder'>

/** The environment of a process that works on this server's database. */
export function environmentFor(config: Settings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATA_DIR: config.dataFolder,
    DATABASE_URL: config.databaseUrl,
    BACKUP_DIR: config.backupFolder ?? '',
    SEAL_DIR: config.sealFolder,
  }
}

function spawnShipper(config: Settings): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'server/commands/ship-journal.ts'], {
    cwd: projectFolder,
    env: environmentFor(config),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

/**
 * The process that ships the journal: started again when it ends, until it is stopped. `hear` is told what
 * it says, `lost` why it ended.
 */
export function journalProcess(
  config: Settings,
  { hear, lost }: { hear: (told: Told) => void; lost: (why: string) => void },
) {
  let child: ChildProcess | null = null
  let stopping = false
  let lastId = 0
  const waiting = new Map<number, (told: Told | null) => void>()

  function begin(): void {
    const begun = spawnShipper(config)
    child = begun
    begun.on('message', (told: Told) => {
      if ('id' in told) waiting.get(told.id)?.(told)
      else hear(told)
    })
    const ended = (why: string) => {
      if (child !== begun) return
      child = null
      for (const settle of waiting.values()) settle(null)
      lost(why)
      if (!stopping) setTimeout(begin, limits.journalRestartMs).unref()
    }
    begun.on('error', error => ended(error.message))
    begun.on('exit', code => ended(`its process ended with ${code ?? 'a signal'}`))
  }

  return {
    begin,
    running: () => child !== null,

    /** Null when there is nobody to ask, or no answer in time. */
    ask(question: Question): Promise<Told | null> {
      const id = ++lastId
      return new Promise(resolve => {
        const settle = (told: Told | null) => {
          clearTimeout(late)
          waiting.delete(id)
          resolve(told)
        }
        const late = setTimeout(() => settle(null), limits.journalAnswerMs)
        waiting.set(id, settle)
        if (child?.connected) child.send({ ...question, id } as Asked, error => error && settle(null))
        else settle(null)
      })
    },

    /** Lets it ship the rest, and ends it. */
    async stop(): Promise<void> {
      stopping = true
      const last = child
      if (!last) return
      const ended = new Promise(resolve => last.once('exit', resolve))
      last.disconnect()
      const late = setTimeout(() => last.kill('SIGKILL'), limits.journalStopMs)
      await ended
      clearTimeout(late)
    },
  }
}
