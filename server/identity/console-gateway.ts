import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import type { RecentCode, SmsGateway } from './sms-gateway.ts'

/**
 * The gateway of a deployment without one. In the demo it remembers the last codes in memory, to be shown on screen;
 * otherwise it says in the log that a gateway is missing, and refuses `sms-unavailable`.
 */
export function consoleGateway(
  config: Pick<Config, 'demo'>,
  log: Pick<Logger, 'warn'>,
  now: Context['now'],
): SmsGateway {
  if (!config.demo) {
    log.warn('no SMS gateway is configured: nobody can sign in by phone')
    return { ready: false, send: async () => refuse('sms-unavailable') }
  }
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
