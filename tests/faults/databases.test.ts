import { migration } from './migration.ts'
import { postgres } from './postgres.ts'
import { survives } from './survive.ts'

survives('has the old schema or the new one when a migration is killed', migration)
survives('goes on when PostgreSQL was killed, is used up or chose it to give way', postgres)
