import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { limits } from '../limits.ts'
import { projectFolder } from '../project-folder.ts'
import type { Asked, Told } from './journal-messages.ts'
import type { Base } from './segment.ts'
import type { Mark } from './shipper.ts'

/** `unbased`: what is shipped cannot be rolled forward until a backup of now is finished. */
export const journalStates = ['current', 'behind', 'unbased'] as const

export interface JournalStatus {
  readonly state: (typeof journalStates)[number]
  /** All that was committed before this instant is in the folder of the backups; null for nothing yet. */
  readonly asOf: Date | null
}

type Question = Asked extends infer One ? (One extends Asked ? Omit<One, 'id'> : never) : never
type Settings = Pick<Config, 'dataFolder' | 'databaseUrl' | 'backupFolder' | 'sealFolder'>

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

/**
 * The process that ships the journal, as the server sees it: started, started again when it ends, asked for
 * marks, and never waited for by a request. Null where there is no folder for backups.
 */
export function journalOf(config: Settings, now: () => Date) {
  if (!config.backupFolder) return null
  let child: ChildProcess | null = null
  let stopping = false
  let heardAt = now().getTime()
  let asOf: Date | null = null
  let based = false
  let reason = 'it has not begun'
  let lastId = 0
  let onChange: () => void = () => {}
  const answers = new Map<number, (told: Told | null) => void>()

  function hear(told: Told): void {
    heardAt = now().getTime()
    switch (told.told) {
      case 'shipped':
        asOf = new Date(told.at)
        based = told.based
        break
      case 'failing':
        reason = told.reason
        break
      case 'marked':
      case 'noted':
        answers.get(told.id)?.(told)
        return
      default:
        told satisfies never
    }
    onChange()
  }

  function begin(): void {
    const args = ['--import', 'tsx', 'server/commands/ship-journal.ts']
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const
    const begun = spawn(process.execPath, args, {
      cwd: projectFolder,
      env: environmentFor(config),
      stdio: [...stdio],
    })
    child = begun
    begun.on('message', hear)
    const ended = (why: string) => {
      if (child !== begun) return
      child = null
      reason = why
      for (const settle of answers.values()) settle(null)
      onChange()
      if (!stopping) setTimeout(begin, limits.journalRestartMs).unref()
    }
    begun.on('error', error => ended(error.message))
    begun.on('exit', code => ended(`its process ended with ${code ?? 'a signal'}`))
  }

  /** Null when there is nobody to ask, or no answer in time. */
  function ask(question: Question): Promise<Told | null> {
    const id = ++lastId
    return new Promise(resolve => {
      const settle = (told: Told | null) => {
        clearTimeout(late)
        answers.delete(id)
        resolve(told)
      }
      const late = setTimeout(() => settle(null), limits.journalAnswerMs)
      answers.set(id, settle)
      if (child?.connected) child.send({ ...question, id } as Asked, error => error && settle(null))
      else settle(null)
    })
  }

  function status(): JournalStatus {
    const lagMs = asOf ? now().getTime() - asOf.getTime() : Infinity
    if (!child || lagMs > limits.journalBehindMs) return { state: 'behind', asOf }
    return { state: based ? 'current' : 'unbased', asOf }
  }

  /** Resolves when the journal has its hold on the database, and in any case soon. */
  function ready(): Promise<void> {
    return new Promise(resolve => {
      const late = setTimeout(resolve, limits.journalReadyMs)
      onChange = () => {
        clearTimeout(late)
        resolve()
      }
    })
  }

  return {
    status,

    /** Before the database is opened: frames that a killed server left are shipped before any is folded in. */
    async startWhereThere(): Promise<void> {
      if (!existsSync(config.databaseUrl)) return
      begin()
      await ready()
    },

    /** Goes on beside the server: `makeBase` is called when a backup is needed before its time. */
    start(log: Logger, makeBase: () => Promise<unknown>): void {
      if (!child) begin()
      let said: string | null = null
      let baseAt = -Infinity
      const look = () => {
        const { state } = status()
        if (state === 'behind') {
          const late = now().getTime() - heardAt > limits.journalSilentMs
          const why = late ? 'it says nothing' : reason
          if (said !== why) log.error({ journal: state, why, asOf }, 'the journal is not shipped')
          said = why
          return
        }
        if (said !== null) log.info({ journal: state, asOf }, 'the journal is shipped again')
        said = null
        if (state !== 'unbased' || performance.now() - baseAt < limits.journalBaseRetryMs) return
        baseAt = performance.now()
        makeBase().catch((error: unknown) => log.error({ error }, 'no backup to roll forward from'))
      }
      onChange = look
      setInterval(look, limits.journalBehindMs).unref()
    },

    /** Where the journal is now; null when it is not shipped. */
    async mark(): Promise<Mark | null> {
      const told = await ask({ ask: 'mark' })
      return told?.told === 'marked' ? told.mark : null
    },

    /** Notes a backup that was begun after a mark. Says whether the journal goes on from it. */
    async addBase(base: Base & { readonly stretch: string }): Promise<boolean> {
      const told = await ask({ ask: 'base', base })
      return told?.told === 'noted' && told.noted
    },

    /** After the database was closed: ships the rest, and ends. */
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

export type Journal = NonNullable<ReturnType<typeof journalOf>>
