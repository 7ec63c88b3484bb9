import { readConfig } from '../config.ts'
import { dialect } from '../db/dialect.ts'
import { migrate } from '../db/migrate.ts'
import { failed } from './open-context.ts'

/** `npm run migrate`: brings the database to the newest schema. */
try {
  await migrate(readConfig(process.env).databaseUrl)
  console.log(`The ${dialect} database has the newest schema.`)
} catch (error) {
  failed(error)
}
