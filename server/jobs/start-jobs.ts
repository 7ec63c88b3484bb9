import { Cron } from 'croner'
import type { Context } from '../context.ts'
import { rememberErasures } from '../identity/erasures.ts'
import { forgetSignIns } from '../identity/forget-sign-ins.ts'
import { expirePoints } from '../ledger/expire-points.ts'
import { removeOldLogs } from '../log-files.ts'
import { forgetNumbers, lapseVouchers } from '../vouchers/lapse-vouchers.ts'
import { deleteOldDetails } from '../activities/delete-old-details.ts'
import { forgetAnswers } from '../http/forget-answers.ts'
import { scheduledBackup } from '../backup/scheduled-backup.ts'
import { lapseReservations } from '../rewards/lapse-reservations.ts'
import { applyRestockPlans } from '../rewards/restock-plans.ts'
import { sealLateRows, sealRows } from '../seals/seal-rows.ts'
import { watchClock } from './watch-clock.ts'

/** Says how many it dealt with, where that is worth a line in the log. */
type Job = (ctx: Context) => Promise<number | void>

/**
 * What runs by itself, in Shanghai time. Every job may run twice, on two machines, or late: its commands
 * see to that.
 */
const jobs: readonly { readonly name: string; readonly at: string; readonly run: Job }[] = [
  { name: 'expire-points', at: '0 5 0 * * *', run: expirePoints },
  { name: 'lapse-vouchers', at: '0 */10 * * * *', run: lapseVouchers },
  { name: 'restock', at: '2 * * * * *', run: applyRestockPlans },
  { name: 'lapse-reservations', at: '15 */5 * * * *', run: lapseReservations },
  { name: 'delete-old-details', at: '0 20 3 * * *', run: deleteOldDetails },
  { name: 'forget-sign-ins', at: '0 40 3 * * *', run: forgetSignIns },
  { name: 'forget-numbers', at: '0 30 * * * *', run: forgetNumbers },
  { name: 'forget-answers', at: '0 50 3 * * *', run: forgetAnswers },
  { name: 'seal-rows', at: '20 * * * * *', run: sealRows },
  { name: 'seal-late-rows', at: '45 10 4 * * *', run: sealLateRows },
  { name: 'remove-old-logs', at: '0 55 3 * * *', run: removeOldLogs },
  { name: 'remember-erasures', at: '50 */10 * * * *', run: rememberErasures },
  { name: 'scheduled-backup', at: '40 */15 * * * *', run: scheduledBackup },
]

/** Starts the clock of every job; the returned function stops them and waits for what runs. */
export function startJobs(ctx: Context): () => Promise<void> {
  const running = new Set<Promise<void>>()
  const endWatch = watchClock(ctx)
  const clocks = jobs.map(job => {
    const once = async () => {
      try {
        const done = await job.run(ctx)
        if (done) ctx.log.info({ job: job.name, done })
      } catch (error) {
        ctx.log.error({ job: job.name, error: error instanceof Error ? error.stack : String(error) })
      }
    }
    return new Cron(job.at, { timezone: 'Asia/Shanghai', protect: true }, async () => {
      const run = once()
      running.add(run)
      await run
      running.delete(run)
    })
  })
  return async () => {
    endWatch()
    for (const clock of clocks) clock.stop()
    await Promise.all(running)
  }
}
