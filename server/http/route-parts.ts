import type { z } from 'zod'
import { asAdministrator } from './session.ts'

/** The content of a body or an answer in JSON. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return { 'application/json': { schema } }
}

/** An answer in JSON. */
export function answering<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: json(schema) }
}

export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: json(schema) } as const
}

/** What every route of the administrators has in common. */
export function forAdministrators(tag: string) {
  return { tags: [tag], security: [{ administrator: [] }], middleware: asAdministrator }
}
