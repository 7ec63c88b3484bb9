/** IndexedDB in promises: what this device alone knows. */
const shelves = ['keys', 'certificates', 'redemptions'] as const
export type ShelfName = (typeof shelves)[number]

const version = 2

function openStore(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('device', version)
    request.onupgradeneeded = () => {
      for (const shelf of shelves)
        if (!request.result.objectStoreNames.contains(shelf)) request.result.createObjectStore(shelf)
    }
    // Another tab with an older version of the app lets go as soon as it is asked.
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close()
      resolve(request.result)
    }
    request.onerror = () => reject(request.error ?? new Error('no storage'))
  })
}

export function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('no storage'))
  })
}

/** Opens one shelf for some reading or writing, and closes everything afterwards. */
export async function withShelf<T>(
  name: ShelfName,
  mode: IDBTransactionMode,
  work: (shelf: IDBObjectStore) => Promise<T>,
): Promise<T> {
  const database = await openStore()
  try {
    const transaction = database.transaction(name, mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('no storage'))
    })
    const result = await work(transaction.objectStore(name))
    // What was written is told only when it is there.
    if (mode === 'readwrite') await done
    return result
  } finally {
    database.close()
  }
}

/** What a shelf holds under a key; undefined when it holds nothing. */
export function readShelf<T>(name: ShelfName, key: string): Promise<T | undefined> {
  return withShelf(name, 'readonly', shelf => settled(shelf.get(key) as IDBRequest<T | undefined>))
}

export function readAll<T>(name: ShelfName): Promise<T[]> {
  return withShelf(name, 'readonly', shelf => settled(shelf.getAll() as IDBRequest<T[]>))
}

export async function putOnShelf(name: ShelfName, key: string, value: unknown): Promise<void> {
  await withShelf(name, 'readwrite', shelf => settled(shelf.put(value, key)))
}

export async function takeOff(name: ShelfName, key: string): Promise<void> {
  await withShelf(name, 'readwrite', shelf => settled(shelf.delete(key)))
}

export async function clearShelf(name: ShelfName): Promise<void> {
  await withShelf(name, 'readwrite', shelf => settled(shelf.clear()))
}
