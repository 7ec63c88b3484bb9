import { z } from 'zod'

export const Health = z
  .object({
    status: z.literal('ok'),
    deployment: z.string(),
    demo: z.boolean(),
    /**
     * Whether what is written reaches the folder of the backups within seconds; null where no journal is
     * shipped. `asOf`: what was written before is there.
     */
    journal: z
      .object({ state: z.enum(['current', 'behind', 'unbased']), asOf: z.iso.datetime().nullable() })
      .nullable(),
  })
  .meta({ id: 'Health' })

/** What a problem's `type` leads to. Blanks such as `{max}` are filled from the problem's `facts`. */
export const RefusalExplained = z
  .object({ code: z.string(), status: z.int(), zh: z.string(), en: z.string() })
  .meta({ id: 'RefusalExplained' })
