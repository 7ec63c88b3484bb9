import { parentPort, workerData } from 'node:worker_threads'
import Connection from 'better-sqlite3'

/** A thread of its own: folds the journal into the database when asked, and says how much of it there was. */
const connection = new Connection(workerData.file, { timeout: 0 })
connection.pragma('synchronous = FULL')
connection.pragma('wal_autocheckpoint = 0')

function fold() {
  try {
    const [{ log, checkpointed }] = connection.pragma('wal_checkpoint(PASSIVE)')
    return { frames: log, folded: checkpointed }
  } catch (error) {
    return { code: String(error.code), message: error.message }
  }
}

parentPort.on('message', message => {
  if (message === 'fold') {
    parentPort.postMessage(fold())
    return
  }
  connection.close()
  parentPort.close()
})
