import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '#server/app.ts'
import type { Answered, Asking, RequestOptions } from '#tests/support/request.ts'
import type { Ask, Row } from './matrix-row.ts'
import { rows } from './matrix-rows.ts'
import { type ActorName, actors, buildWorld, type World } from './matrix-world.ts'

interface Documented {
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

let world: World
const documented = new Map<string, Documented>()

beforeAll(async () => {
  world = await buildWorld()
  // The demonstration's routes are listed too: the table says that nobody else has them.
  const { ctx } = world.district
  const app = createApp({ ...ctx, config: { ...ctx.config, demo: true } })
  const { paths } = (await (await app.request('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, Documented>>
  }
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods))
      documented.set(`${method.toUpperCase()} ${path}`, operation)
})

afterAll(() => world.district.close())

function askAs(name: string, actor: ActorName, { id, ...sent }: Ask, more: RequestOptions = {}) {
  const [method = '', pattern = ''] = name.split(' ')
  const as: Asking | undefined = actor === 'anonymous' ? undefined : world.asking[actor]
  const path = pattern.replace(/\{\w+\}/, id ?? '')
  return world.district.ask(method, path, { ...sent, ...(as ? { as } : {}), ...more })
}

const say = ({ status, body }: Answered) => `${status} ${body.code ?? ''}`
const isGood = (status: number) => status < 300
const rightful = ({ answers }: Row): ActorName =>
  actors.find(actor => isGood(answers[actor])) ??
  // Whoever may ask, where the table's question is better not granted.
  actors.find(actor => answers[actor] === 422) ??
  'anonymous'

/** It has the form of an id, and nothing has it. */
const strangeId = `zzz_${'0'.repeat(26)}`

const all = Object.entries(rows)
const changing = all.filter(([name]) => !name.startsWith('GET'))
const there = all.filter(([, { answers }]) => answers.anonymous !== 404)
const withId = all.filter(([name]) => name.includes('{id}'))

describe('every route', () => {
  it('has a row in the table, and every row a route', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(rows).sort())
  })

  it.each(all)('%s answers each actor as the table says', async (name, row) => {
    const told: Partial<Record<ActorName, number>> = {}
    const shared = await row.ask(world, 'anonymous')
    for (const actor of actors) {
      const stranger = row.answers[actor] === 401 && row.answers.anonymous === 401
      told[actor] = (await askAs(name, actor, stranger ? shared : await row.ask(world, actor))).status
    }
    expect(told).toEqual(row.answers)
  })

  it.each(withId)('%s finds nothing under the id of something else, or under no id', async (name, row) => {
    const given = await row.ask(world, rightful(row))
    const prefix = given.id?.slice(0, 3)
    for (const id of [`${prefix}_${'0'.repeat(26)}`, strangeId, 'x', '%00', '%F0%9F', "1'--"]) {
      const { status, body } = await askAs(name, rightful(row), { ...given, id })
      expect({ id, status, code: body.code }).toMatchObject({ id, status: 404 })
    }
  })

  it.each(there)('%s takes no other method, and says which it takes', async (name, row) => {
    const path = name.split(' ')[1]!
    const known = [...documented.keys()]
      .filter(one => one.endsWith(` ${path}`))
      .map(one => one.split(' ')[0]!)
    const method = ['PUT', 'DELETE', 'POST'].find(one => !known.includes(one))!
    const answer = await askAs(`${method} ${path}`, rightful(row), { id: strangeId })
    expect(say(answer)).toBe('405 method-not-allowed')
    expect(answer.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(known))
  })

  it.each(there.filter(([name]) => name.includes('/api/')))(
    '%s refuses a query it does not know',
    async (name, row) => {
      const answer = await askAs(`${name}?admin=1`, rightful(row), { id: strangeId })
      expect(say(answer)).toBe('400 request-invalid')
    },
  )
})

/** Read leniently on purpose. */
const lenient: Readonly<Record<string, string>> = {
  'POST /api/v1/oauth/token': 'RFC 6749, 3.2: unknown parameters are ignored',
  'POST /api/v1/activities': 'each event is refused on its own: see the stories of partners',
}

/** In JSON; the prototype's name stands in brackets, or it would not be a member. */
const unasked = { role: '"system"', balance: '1', residentId: '"res_1"', ['__proto__']: '{"role":"system"}' }

describe('what changes something', () => {
  const strict = changing.filter(([name]) => !(name in lenient))

  it.each(strict)('%s refuses fields that nobody asked for', async (name, row) => {
    const actor = rightful(row)
    const { id, body = {} } = await row.ask(world, actor)
    const members = JSON.stringify(body).slice(1)
    for (const [field, value] of Object.entries(unasked)) {
      const text = `{"${field}":${value}${members === '}' ? '' : ','}${members}`
      const told = say(await askAs(name, actor, { text, ...(id === undefined ? {} : { id }) }))
      const twice = Object.hasOwn(body as object, field)
      expect({ field, told }).toEqual({ field, told: twice ? '400 json-malformed' : '400 request-invalid' })
    }
  })

  const posts = changing.filter(([name]) => name.startsWith('POST'))
  it.each(posts)('%s asks for an Idempotency-Key exactly where the document says so', async (name, row) => {
    const actor = rightful(row)
    const answer = await askAs(name, actor, await row.ask(world, actor), { key: null })
    const needed = documented.get(name)?.responses['400']?.description.includes('idempotency-key-missing')
    if (needed) expect(say(answer)).toBe('400 idempotency-key-missing')
    else expect(answer.status).toBe(row.answers[actor])
  })
})
