import type { Database, Reader } from '../db/database.ts'

export interface RuleBooks {
  readonly placeholder: (reader: Reader | Database) => void
}
