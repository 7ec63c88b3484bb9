import { closeSync, fdatasyncSync, openSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

/** A thread of its own: flushes files while they are written, until the first message. */
function flush(file) {
  try {
    // Not kept open: a file that is removed gives its room back at once.
    const handle = openSync(file, 'r')
    try {
      fdatasyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch {
    // Not there, or not any more; whether the copy is whole is checked by whoever makes it.
  }
}

const timer = setInterval(() => workerData.files.forEach(flush), workerData.everyMs)
parentPort.once('message', () => clearInterval(timer))
