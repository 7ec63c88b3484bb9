import type { OfflinePack } from '#shared/contract/tills.ts'

/** What this till signed and has not sent yet, as it is sent. */
export interface QueuedEntry {
  readonly packId: string
  readonly seq: number
  readonly atMs: number
  readonly code: string
  readonly signature: string
}

/** What the till knows of itself. */
export interface Kept {
  readonly keys?: CryptoKeyPair
  readonly tillId?: string
  readonly pack?: OfflinePack | undefined
  /** Counts what this till ever took. */
  readonly seq?: number
  /** What was taken with this pack: its value, and the hashes of the vouchers. */
  readonly spentFen?: number
  readonly taken?: readonly string[]
}

const shelf = 'kept'
const queueShelf = 'queue'

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no storage'))
  })
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('till', 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore(shelf)
    request.result.createObjectStore(queueShelf, { keyPath: 'seq' })
  }
  return settled(request)
}

/** One transaction over all that the till keeps; what was written is on the device when it resolves. */
async function within<T>(
  mode: IDBTransactionMode,
  work: (kept: IDBObjectStore, queue: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const database = await open()
  try {
    const transaction = database.transaction([shelf, queueShelf], mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('no storage'))
    })
    const result = await work(transaction.objectStore(shelf), transaction.objectStore(queueShelf))
    if (mode === 'readwrite') await done
    return result
  } finally {
    database.close()
  }
}

const readFrom = async (store: IDBObjectStore): Promise<Kept> =>
  ((await settled(store.get('till'))) as Kept | undefined) ?? {}

export function readKept(): Promise<Kept> {
  return within('readonly', readFrom)
}

/** Changes what is kept by what it was, in one step: two tabs cannot undo each other's. */
export function changeKept(change: (kept: Kept) => Kept): Promise<Kept> {
  return within('readwrite', async store => {
    const changed = change(await readFrom(store))
    await settled(store.put(changed, 'till'))
    return changed
  })
}

export function readQueue(): Promise<QueuedEntry[]> {
  return within('readonly', (_, queue) => settled(queue.getAll() as IDBRequest<QueuedEntry[]>))
}

/** Writes an entry and what it used up, together or not at all. */
export function putEntry(entry: QueuedEntry, change: (kept: Kept) => Kept): Promise<void> {
  return within('readwrite', async (store, queue) => {
    await settled(store.put(change(await readFrom(store)), 'till'))
    await settled(queue.put(entry))
  })
}

/** The server has answered for these. */
export function takeOut(sequence: readonly number[]): Promise<void> {
  return within('readwrite', async (_, queue) => {
    for (const seq of sequence) await settled(queue.delete(seq))
  })
}
