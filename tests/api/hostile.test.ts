import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#server/limits.ts'
import type { Answered, RequestOptions } from '#tests/support/request.ts'
import { rows } from './matrix-rows.ts'
import { type ActorName, actors, buildWorld, type World } from './matrix-world.ts'

/** Routes whose body is one JSON object; tokens are asked for with a form, and events are read one by one. */
const elsewhere = ['POST /api/v1/oauth/token', 'POST /api/v1/activities']
/** An empty object is all right there. */
const mayBeEmpty = ['POST /api/v1/attendant/residents', 'PUT /api/v1/merchant/staff/{id}/stand-in']
/** A photo of a signed paper travels in their bodies. */
const photographed = ['POST /api/v1/attendant/forms', 'POST /api/v1/attendant/closings']
/** Null says there: no partner in particular. */
const mayBeNull = ['POST /api/v1/me/appeals', 'POST /api/v1/me/appeals/explain']

interface Target {
  readonly name: string
  readonly as: ActorName
  readonly id: string
  readonly body: Readonly<Record<string, unknown>>
}

let world: World
const targets: Target[] = []

beforeAll(async () => {
  world = await buildWorld()
  for (const [name, { ask, answers }] of Object.entries(rows)) {
    if (name.startsWith('GET') || elsewhere.includes(name)) continue
    const allowed = (actor: ActorName) => answers[actor] < 300 || answers[actor] === 422
    const as = actors.find(allowed) ?? 'anonymous'
    const { id = '', body } = await ask(world, as)
    if (body !== undefined) targets.push({ name, as, id, body: body as Target['body'] })
  }
})

afterAll(() => world.district.close())

function send({ name, as, id }: Target, options: RequestOptions): Promise<Answered> {
  const [method = '', path = ''] = name.split(' ')
  const asking = as === 'anonymous' ? {} : { as: world.asking[as] }
  return world.district.ask(method, path.replace('{id}', id), { ...asking, ...options })
}

const say = ({ status, body }: Answered) => `${status} ${body.code}`

/** What every route that takes a body answers to it. */
async function answersOf(options: RequestOptions): Promise<Record<string, string>> {
  const told: Record<string, string> = {}
  for (const target of targets) told[target.name] = say(await send(target, options))
  return told
}

const everywhere = (answer: string) => Object.fromEntries(targets.map(({ name }) => [name, answer]))

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))
const deep = '['.repeat(limits.jsonDepth) + ']'.repeat(limits.jsonDepth)

describe('a body that is none', () => {
  it.each<[string, string, RequestOptions]>([
    ['cut short', '400 json-malformed', { text: '{"a":' }],
    ['with a comma too many', '400 json-malformed', { text: '{"a":1,}' }],
    ['with a raw NUL', '400 json-malformed', { text: '{"a":"\0"}' }],
    ['with an escaped NUL', '400 text-invalid', { text: String.raw`{"a":"\u0000"}` }],
    ['with an escaped NUL in a name', '400 text-invalid', { text: String.raw`{"\u0000":1}` }],
    ['with the first half of a pair', '400 text-invalid', { text: String.raw`{"a":"\ud83d!"}` }],
    ['with the second half of a pair', '400 text-invalid', { text: String.raw`{"a":"\ude00"}` }],
    ['with the halves exchanged', '400 text-invalid', { text: String.raw`{"a":"\ude00\ud83d"}` }],
    ['that is no UTF-8', '400 text-invalid', { text: bytes('{"a":"', [0xff, 0xfe], '"}') }],
    ['with a surrogate in UTF-8', '400 text-invalid', { text: bytes('{"a":"', [0xed, 0xa0, 0x80], '"}') }],
    ['with an overlong slash', '400 text-invalid', { text: bytes('{"a":"', [0xc0, 0xaf], '"}') }],
    ['with a byte order mark', '400 json-malformed', { text: '\ufeff{}' }],
    ['that says a name twice', '400 json-malformed', { text: '{"a":1,"a":2}' }],
    ['that hides a name said twice', '400 json-malformed', { text: String.raw`{"a":1,"\u0061":2}` }],
    ['nested too deep', '400 json-malformed', { text: `{"a":${deep}}` }],
    ['nested very deep', '400 json-malformed', { text: '['.repeat(30_000) }],
    ['that is a list', '400 request-invalid', { text: '[]' }],
    ['that is a list of one', '400 request-invalid', { text: '[{}]' }],
    ['that is null', '400 request-invalid', { text: 'null' }],
    ['that is a number', '400 request-invalid', { text: '7' }],
    ['that is a text', '400 request-invalid', { text: '"{}"' }],
    ['of one unknown field', '400 request-invalid', { text: '{"a":1}' }],
    ['in text/plain', '415 content-type-unsupported', { text: '{}', type: 'text/plain' }],
    ['as a form', '415 content-type-unsupported', { text: 'a=1', type: 'application/x-www-form-urlencoded' }],
    [
      'as a multipart form',
      '415 content-type-unsupported',
      { text: 'a', type: 'multipart/form-data; boundary=a' },
    ],
    [
      'in another charset',
      '415 content-type-unsupported',
      { text: '{}', type: 'application/json; charset=gbk' },
    ],
    ['packed', '415 content-type-unsupported', { text: '{}', headers: { 'content-encoding': 'gzip' } }],
  ])('%s is answered %s on every route', async (_what, answer, options) => {
    expect(await answersOf(options)).toEqual(everywhere(answer))
  })

  it('longer than its route takes is answered 413 on every route', async () => {
    for (const target of targets) {
      const most = photographed.includes(target.name) ? limits.pictureBodyBytes : limits.bodyBytes
      const told = { name: target.name, answer: say(await send(target, { text: `"${'a'.repeat(most)}"` })) }
      expect(told).toEqual({ name: target.name, answer: '413 body-too-large' })
    }
  })

  it('at all is refused on every route that needs one', async () => {
    expect(await answersOf({})).toEqual(everywhere('400 request-invalid'))
    expect(await answersOf({ text: '' })).toEqual(everywhere('400 request-invalid'))
  })
})

/** Every place in a body that holds a value of one type. */
function places(value: unknown, type: 'number' | 'string', path: readonly string[] = []): string[][] {
  if (typeof value === type) return [[...path]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => places(member, type, [...path, name]))
}

/** The body as text, with one place of it written anew. */
function written(body: unknown, [first, ...rest]: readonly string[], text: string): string {
  if (first === undefined) return text
  const members = Object.entries(body as object).map(([name, member]) => {
    const inside = name === first ? written(member, rest, text) : JSON.stringify(member)
    return Array.isArray(body) ? inside : `${JSON.stringify(name)}:${inside}`
  })
  return Array.isArray(body) ? `[${members.join(',')}]` : `{${members.join(',')}}`
}

describe('a field that is none', () => {
  const numbers = [
    '1e400',
    '-1e400',
    '9007199254740993',
    '1e20',
    '-1',
    '1.5',
    '"1"',
    'true',
    'null',
    '[1]',
    '{}',
  ]
  const texts = ['7', 'true', 'null', '["a"]', '{"a":"b"}', '""', JSON.stringify('a'.repeat(20_000))]
  it.each([
    ['numbers', 'number', numbers],
    ['texts', 'string', texts],
  ] as const)('is refused wherever there are %s', async (_what, type, values) => {
    const wrong: string[] = []
    let tried = 0
    for (const target of targets) {
      const trials = places(target.body, type).flatMap(place => values.map(value => ({ place, value })))
      tried += trials.length
      for (const { place, value } of trials) {
        const told = say(await send(target, { text: written(target.body, place, value) }))
        const what = `${target.name} ${place.join('.')}=${value.slice(0, 30)}: ${told}`
        const meant = value === 'null' && mayBeNull.includes(target.name)
        if (!told.startsWith('4') && !meant) wrong.push(what)
      }
    }
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(80)
  })
})

describe('bytes by chance', () => {
  const seed = 20_261_123
  const type = fc.constantFrom('application/json', 'application/cloudevents+json', 'text/plain', '')
  const posted = () =>
    fc.constantFrom(
      ...targets,
      ...elsewhere.map(
        name => ({ name, as: name.endsWith('token') ? 'anonymous' : 'partner', id: '' }) as Target,
      ),
    )

  /** A batch is taken when all its events are refused, or when it is empty. */
  const isNothing = ({ status, body }: Answered) =>
    status === 200 &&
    ((body['outcomes'] ?? [{}]) as { outcome?: string }[]).every(({ outcome }) => outcome === 'refused')

  async function refuses(target: Target, text: string | Uint8Array, as: string): Promise<void> {
    if (mayBeEmpty.includes(target.name) && /^\s*\{\s*\}\s*$/.test(Buffer.from(text as string).toString()))
      return
    const answer = await send(target, { text, type: as })
    const told = { name: target.name, answer: say(answer), nothing: isNothing(answer) }
    if (!told.nothing) expect(told).toMatchObject({ answer: expect.stringMatching(/^4/) })
  }

  it('never get in and never break anything', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(posted(), fc.uint8Array({ maxLength: 200 }), type, refuses), {
      numRuns: 1_000,
      seed,
    })
    await fc.assert(fc.asyncProperty(posted(), fc.json({ maxDepth: 4 }), type, refuses), {
      numRuns: 1_000,
      seed,
    })
  })

  it('in the place of a text never break anything', { timeout: 120_000 }, async () => {
    const strange = fc.string({ unit: 'binary', maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), fc.nat(), strange, async (target, at, text) => {
        const all = places(target.body, 'string')
        const place = all[at % Math.max(1, all.length)]
        if (!place) return
        const { status, body } = await send(target, {
          text: written(target.body, place, JSON.stringify(text)),
        })
        expect({ name: target.name, place, text, body }).toSatisfy(() => status < 500)
      }),
      { numRuns: 600, seed },
    )
  })
})
