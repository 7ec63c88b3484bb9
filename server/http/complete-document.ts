import { type RefusalCode, refusals } from '#shared/domain/refusals.ts'

interface Parameter {
  readonly name: string
  readonly in: string
}

interface Answer {
  description: string
  readonly content?: Readonly<Record<string, unknown>>
}

interface Operation {
  operationId?: string
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[]
  readonly requestBody?: unknown
  parameters?: Parameter[]
  readonly responses: Record<string, Answer>
}

const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Names this one act: sent again with the same body, it gets the first answer.',
  schema: { type: 'string', pattern: '^"?[A-Za-z0-9._:-]{1,64}"?$' },
} as const

/** `get /api/v1/me/vouchers/{id}` becomes `getMeVouchersById`. */
function operationIdOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/v1/, '')
    .replace(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  return method + words.map(word => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** What the edge refuses before, around and after any route, so that no route has to say it. */
function edgeRefusals(method: string, path: string, operation: Operation): RefusalCode[] {
  const asked = (operation.security ?? []).filter(one => Object.keys(one).length > 0)
  const open = asked.length < (operation.security ?? []).length
  const byCookie = asked.some(one => !('partner' in one))
  const codes: RefusalCode[] = ['internal', 'unavailable']
  if (path.startsWith('/api/')) codes.push('request-invalid', 'too-busy')
  if (path.includes('{')) codes.push('not-found')
  if (asked.length > 0 && !open) codes.push('not-signed-in')
  if (byCookie && method !== 'get') codes.push('origin-foreign')
  if (method !== 'get') codes.push('body-too-large', 'content-type-unsupported')
  if (operation.requestBody !== undefined) codes.push('json-malformed', 'text-invalid')
  return codes
}

function addRefusals(operation: Operation, codes: readonly RefusalCode[]): void {
  for (const code of codes) {
    const status = String(refusals[code].status)
    const answer = operation.responses[status]
    if (!answer) operation.responses[status] = { description: code, content: problem }
    else if (!answer.description.split(', ').includes(code)) answer.description += `, ${code}`
  }
}

/** Adds to every operation what is the same for all of them: its name, and what the edge refuses. */
export function completeDocument<Document extends object>(document: Document): Document {
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> }
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      operation.operationId ??= operationIdOf(method, path)
      addRefusals(operation, edgeRefusals(method, path, operation))
      if (operation.responses['400']?.description.includes('idempotency-key-missing')) {
        operation.parameters = [...(operation.parameters ?? []), idempotencyKey]
        addRefusals(operation, ['idempotency-key-invalid', 'idempotency-key-reused'])
      }
    }
  }
  return document
}
