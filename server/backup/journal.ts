import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { limits } from '../limits.ts'
import type { Told } from './journal-messages.ts'
import { journalProcess, type Settings } from './journal-process.ts'
import type { Base } from './segment.ts'
import type { Mark } from './shipper.ts'

/** `unbased`: what is shipped cannot be rolled forward until a backup of now is finished. */
type State = 'current' | 'behind' | 'unbased'

export interface JournalStatus {
  readonly state: State
  /** All that was committed before this instant is in the folder of the backups; null for nothing yet. */
  readonly asOf: Date | null
}

/** What was last heard of the process that ships. */
interface Heard {
  at: number
  asOf: Date | null
  based: boolean
  reason: string
}

function note(heard: Heard, told: Told, now: Date): void {
  heard.at = now.getTime()
  if (told.told === 'failing') heard.reason = told.reason
  if (told.told !== 'shipped') return
  heard.asOf = new Date(told.at)
  heard.based = told.based
}

/** Says in the log when shipping stops and when it goes on; the same reason once. */
function announcer(log: Logger) {
  let said: string | null = null
  return ({ state, asOf }: JournalStatus, why: string) => {
    if (state !== 'behind') {
      if (said !== null) log.info({ journal: state, asOf }, 'the journal is shipped again')
      said = null
    } else if (said !== why) {
      log.error({ journal: state, why, asOf }, 'the journal is not shipped')
      said = why
    }
  }
}

/**
 * The shipping of the journal as the server sees it: asked for marks, watched, and never waited for by a
 * request. Null where there is no folder for backups.
 */
export function journalOf(config: Settings, now: () => Date) {
  if (!config.backupFolder) return null
  const heard: Heard = { at: now().getTime(), asOf: null, based: false, reason: 'it has not begun' }
  let onChange: () => void = () => {}
  const shipping = journalProcess(config, {
    hear(told) {
      note(heard, told, now())
      onChange()
    },
    lost(why) {
      heard.reason = why
      onChange()
    },
  })

  function status(): JournalStatus {
    const { asOf, based } = heard
    const lagMs = asOf ? now().getTime() - asOf.getTime() : Infinity
    if (!shipping.running() || lagMs > limits.journalBehindMs) return { state: 'behind', asOf }
    return { state: based ? 'current' : 'unbased', asOf }
  }

  return {
    status,

    /** Before the database is opened: what a killed server left is shipped before any is folded in. */
    async startWhereThere(): Promise<void> {
      if (!existsSync(config.databaseUrl)) return
      shipping.begin()
      await new Promise<void>(resolve => {
        const late = setTimeout(resolve, limits.journalReadyMs)
        onChange = () => {
          // A process that outlived the last server ends first.
          if (!heard.asOf) return
          clearTimeout(late)
          resolve()
        }
      })
    },

    /** Goes on beside the server: `makeBase` is called when a backup is needed before its time. */
    start(log: Logger, makeBase: () => Promise<unknown>): void {
      if (!shipping.running()) shipping.begin()
      const announce = announcer(log)
      let baseAt = -Infinity
      onChange = () => {
        const is = status()
        const silent = now().getTime() - heard.at > limits.journalSilentMs
        announce(is, silent ? 'it says nothing' : heard.reason)
        if (is.state !== 'unbased' || performance.now() - baseAt < limits.journalBaseRetryMs) return
        baseAt = performance.now()
        makeBase().catch((error: unknown) => log.error({ error }, 'no backup to roll forward from'))
      }
      setInterval(() => onChange(), limits.journalBehindMs).unref()
    },

    /** Where the journal is now; null when it is not shipped. */
    async mark(): Promise<Mark | null> {
      const told = await shipping.ask({ ask: 'mark' })
      return told?.told === 'marked' ? told.mark : null
    },

    /** Notes a backup that was begun after a mark. Says whether the journal goes on from it. */
    async addBase(base: Base & { readonly stretch: string }): Promise<boolean> {
      const told = await shipping.ask({ ask: 'base', base })
      return told?.told === 'noted' && told.noted
    },

    /** After the database was closed: ships the rest, and ends. */
    stop: () => shipping.stop(),
  }
}

export type Journal = NonNullable<ReturnType<typeof journalOf>>
