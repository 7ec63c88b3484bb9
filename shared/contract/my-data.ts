import { z } from 'zod'

export const exportTables = ['activities', 'statement', 'vouchers'] as const

export const ExportTableParam = z.object({ id: z.enum(exportTables) })

/** The code that was sent to the phone just now. */
export const AccountClosing = z
  .strictObject({ code: z.string().regex(/^\d{6}$/) })
  .meta({ id: 'AccountClosing' })

/** Everything that is kept about a resident. Lists may be long: the document comes in pieces. */
export const MyData = z
  .looseObject({
    exportedAt: z.iso.datetime(),
    deployment: z.string(),
    profile: z.object({
      id: z.string(),
      nickname: z.string(),
      phone: z.string().nullable(),
      memberSince: z.iso.datetime(),
    }),
    activities: z.array(z.looseObject({ id: z.string() })),
    statement: z.array(z.looseObject({ id: z.string() })),
    vouchers: z.array(z.looseObject({ id: z.string() })),
  })
  .meta({ id: 'MyData' })
