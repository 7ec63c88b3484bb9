import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import type { RecentCode, SmsGateway } from './sms-gateway.ts'

/**
 * The gateway of a deployment without one of its own. The demo's remembers the last codes in memory, to be
 * shown on screen; elsewhere the log says that a gateway is missing, and sending is refused as
 * `sms-unavailable`.
 */
export function consoleGateway(
  config: Pick<Config, 'demo'>,
  log: Pick<Logger, 'warn'>,
  now: Context['now'],
): SmsGateway {
  return config.demo ? demoGateway(now) : missingGateway(log)
}

function demoGateway(now: Context['now']): SmsGateway {
  const shown: RecentCode[] = []
  return {
    ready: true,
    async send({ phone, code }) {
      shown.unshift({ phone, code, at: now() })
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
