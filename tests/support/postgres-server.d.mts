export interface PostgresServer {
  /** Of its administrator, in the database `postgres`. */
  readonly address: string
  stop(): Promise<void>
  crash(): Promise<void>
  restart(): Promise<void>
}

export function startPostgres(options?: { readonly durable?: boolean }): Promise<PostgresServer>
