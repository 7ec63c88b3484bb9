import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { limits } from '../limits.ts'
import { projectFolder } from '../project-folder.ts'

/**
 * Flushes files again and again while they are written, beside whoever writes them: a large copy that is
 * flushed only at its end keeps the disk so busy that everybody's commits wait for it. The returned function
 * ends it.
 */
export function flushSteadily(files: readonly string[]): () => void {
  const file = join(projectFolder, 'server/backup/steady-flush.mjs')
  const workerData = { files, everyMs: limits.backupFlushMs }
  const flushing = new Worker(file, { workerData, execArgv: [] })
  // It is a courtesy: without it the backup is as good.
  flushing.on('error', () => {})
  return () => flushing.postMessage('enough')
}
