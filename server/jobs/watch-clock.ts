import type { Context } from '../context.ts'
import { limits } from '../limits.ts'

/**
 * Says so in the log when the clock of this machine jumps: days, codes and vouchers go by it, and history
 * is sealed in its order. The books stay right; what was promised in between deserves a look. The returned
 * function ends the watch.
 */
export function watchClock(ctx: Pick<Context, 'now' | 'log'>): () => void {
  const ahead = () => ctx.now().getTime() - performance.now()
  let known = ahead()
  const timer = setInterval(() => {
    const jumpedMs = Math.round(ahead() - known)
    known += jumpedMs
    if (Math.abs(jumpedMs) >= limits.clockJumpMs)
      ctx.log.error({ jumpedMs }, 'the clock of this machine jumped')
  }, limits.clockWatchMs).unref()
  return () => clearInterval(timer)
}
