import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'

/** Sends a code to a phone. The demo's gateway writes it where the demo shows it; a real one belongs to the operator. */
export interface SmsGateway {
  /** False when nothing can be sent at all: asked before anything depends on whose phone it is. */
  readonly ready: boolean
  send(message: SentMessage): Promise<void>
  /** The last messages, newest first; only the demo's gateway remembers them. */
  recent?(): readonly SentMessage[]
}

export interface SentMessage {
  readonly phone: string
  readonly code: string
}

/**
 * The gateway of this deployment. The demo's remembers the last codes in memory, to be shown on screen; without one,
 * the log says so and sending is refused as `sms-unavailable`.
 */
export function smsGatewayOf(config: Pick<Config, 'demo'>, log: Pick<Logger, 'warn'>): SmsGateway {
  return config.demo ? demoGateway() : missingGateway(log)
}

function demoGateway(): SmsGateway {
  const shown: SentMessage[] = []
  return {
    ready: true,
    async send({ phone, code }) {
      shown.unshift({ phone, code })
      shown.length = Math.min(shown.length, limits.demoCodesShown)
    },
    recent: () => shown,
  }
}

function missingGateway(log: Pick<Logger, 'warn'>): SmsGateway {
  return {
    get ready() {
      log.warn('no SMS gateway is configured: nobody can sign in by phone')
      return false
    },
    send: async () => refuse('sms-unavailable'),
  }
}
