import { z } from 'zod'

const column = z.string().min(1).max(80)
const factName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/)

/** How one fact is read. An empty cell leaves the fact out. */
const FactColumn = z.discriminatedUnion('as', [
  /** A number, times a factor that turns the file's unit into ours, rounded half up to a whole one. */
  z.strictObject({ as: z.literal('number'), column, times: z.number().positive().max(1_000_000).optional() }),
  /** A station, dock or other place, by its code. */
  z.strictObject({ as: z.literal('place'), column }),
  /** One of the options; `values` says what the file's words mean here. */
  z.strictObject({ as: z.literal('choice'), column, values: z.record(z.string(), z.string()).optional() }),
])

/** What the columns of an operator's CSV mean. */
export const ImportMap = z
  .strictObject({
    form: z.literal(1),
    actionType: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    encoding: z.enum(['utf-8', 'gb18030']).default('utf-8'),
    time: z.strictObject({
      column,
      /**
       * `iso` (with its offset), `epoch-seconds`, `epoch-milliseconds`, or digits such as `yyyy-MM-dd
       * HH:mm:ss`.
       */
      format: z.string().min(3).max(40),
      /** Where the clock hangs that the digits were read from; an IANA name. */
      zone: z.string().max(60).optional(),
    }),
    /** The partner's own id of the card, account or bin. */
    subject: z.strictObject({ column }),
    /** The partner's own id of the row; without one it is made from what the row says. */
    eventId: z.strictObject({ column }).optional(),
    facts: z.record(factName, FactColumn),
    /** The columns of the stations file. */
    stations: z
      .strictObject({ id: column, latitude: column, longitude: column, name: column })
      .default({ id: 'station_id', latitude: 'latitude', longitude: 'longitude', name: 'name' }),
  })
  .meta({ id: 'ImportMap' })

export type ImportMap = z.infer<typeof ImportMap>
export type FactColumn = z.infer<typeof FactColumn>
