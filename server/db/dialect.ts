export type Dialect = 'sqlite' | 'postgres'

/** Which database an address names: `postgres://…` is PostgreSQL, anything else is a file for SQLite. */
export function dialectOf(address: string | undefined): Dialect {
  return /^postgres(ql)?:\/\//.test(address ?? '') ? 'postgres' : 'sqlite'
}

/** The dialect of this process. Tables are declared when modules load, so a process has exactly one. */
export const dialect: Dialect = dialectOf(process.env['DATABASE_URL'])
