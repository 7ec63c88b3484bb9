import { openDatabase } from '../db/database.ts'
import { checkFile } from '../db/open-sqlite.ts'
import { verifyLedger } from '../ledger/verify.ts'
import type { TrustedKeys } from '../seals/block.ts'
import { verifySeals } from '../seals/verify-seals.ts'

/** A copy whose content is not what it must be. */
export class WrongCopy extends Error {
  override readonly name = 'WrongCopy'
}

/** Throws when a copy of the database is damaged, or its books are wrong. */
export async function checkCopy(file: string): Promise<void> {
  try {
    checkFile(file)
  } catch (error) {
    throw new WrongCopy('SQLite finds this copy damaged.', { cause: error })
  }
  const db = await openDatabase(file)
  try {
    const [first, ...others] = await verifyLedger({ db })
    if (first)
      throw new WrongCopy(`The books are wrong: ${first.law}, ${first.subject}; ${others.length} more.`)
  } finally {
    await db.close()
  }
}

/** Throws when the history of a copy is not what its seals say. */
export async function checkCopySeals(file: string, trusted: TrustedKeys): Promise<void> {
  const db = await openDatabase(file)
  try {
    // An older copy knows nothing of the newest heads: only the chain itself is followed.
    const { findings } = await verifySeals({ db, now: () => new Date() }, trusted, null)
    const [first] = findings
    if (first) throw new WrongCopy(`History is not as sealed: ${first.what}, ${first.subject}.`)
  } finally {
    await db.close()
  }
}
