import { describe, expect, it } from 'vitest'
import { listRewards } from '#server/rewards/list-rewards.ts'
import { listWaitingPlaces } from '#server/rewards/waiting-places.ts'
import type { Reward, RewardQuery } from '#shared/contract/rewards.ts'
import { buildDistrict } from '../support/district.ts'
import { plansOf, scanned } from '../support/plans.ts'
import { statementsOf } from '../support/statements.ts'

interface Page {
  readonly rewards: Reward[]
  readonly next: string | null
}

/** A shelf of everyday things in three places. */
async function market() {
  const district = await buildDistrict()
  const grocer = await district.merchant({ name: '谢家湾粮油店', address: '谢家湾正街 100% 号' })
  const museum = await district.merchant({ name: 'Museum', address: '石桥铺' })
  const goods = { kind: 'goods', merchantId: grocer, street: '500107003' } as const
  const ids: Record<string, string> = {
    eggs: await district.reward({
      ...goods,
      points: 50,
      sort: 1,
      title: { zh: '鸡蛋 6 枚', en: 'Six eggs' },
    }),
    rice: await district.reward({
      ...goods,
      points: 150,
      sort: 2,
      stock: 0,
      title: { zh: '大米', en: 'Rice' },
      description: { zh: '五常_大米', en: 'From Wuchang' },
    }),
    ticket: await district.reward({
      kind: 'ticket',
      merchantId: museum,
      street: '500107005',
      points: 40,
      sort: 3,
      title: { zh: '门票', en: 'One Ticket' },
    }),
    gift: await district.reward({ kind: 'donation', points: 10, sort: 4, title: { zh: '捐赠', en: 'Gift' } }),
  }
  const nameOf = (id: string) => Object.entries(ids).find(([, one]) => one === id)?.[0]
  const found = async (query: string) => {
    const { status, body } = await district.get<Page>(`/rewards?${query}`)
    expect(status).toBe(200)
    return body.rewards.map(({ id }) => nameOf(id))
  }
  return { district, grocer, found }
}

describe('browsing', () => {
  it.each([
    ['everything, sold out or not', '', ['eggs', 'rice', 'ticket', 'gift']],
    ['one kind', 'kind=goods', ['eggs', 'rice']],
    ['a street', 'street=500107005', ['ticket']],
    ['a price', 'upToCentipoints=4000', ['ticket', 'gift']],
    ['what is in stock', 'inStock=yes', ['eggs', 'ticket', 'gift']],
    ['the cheapest first', 'order=cheapest', ['gift', 'ticket', 'eggs', 'rice']],
    ['the dearest first', 'order=dearest', ['rice', 'eggs', 'ticket', 'gift']],
    ['a word in Chinese', `words=${encodeURIComponent('鸡蛋')}`, ['eggs']],
    ['a word in English, in whatever case', 'words=tICKET', ['ticket']],
    ['a word of the description', 'words=wuchang', ['rice']],
    ['a merchant’s name', 'words=museum', ['ticket']],
    ['two words that both stand there', `words=${encodeURIComponent('谢家湾 大米')}`, ['rice']],
    ['a per cent sign, as it is written', `words=${encodeURIComponent('100%')}`, ['eggs', 'rice']],
    ['an underscore, as it is written', 'words=_', ['rice']],
    ['a word nobody wrote', 'words=nothing', []],
    ['several wishes at once', 'kind=goods&inStock=yes&order=dearest&upToCentipoints=5000', ['eggs']],
  ])('finds %s', async (_, query, names) => {
    const { found } = await market()
    expect(await found(query)).toEqual(names)
  })

  it.each(['cheapest', 'dearest', 'shelf'])('turns pages without a gap or a repeat: %s', async order => {
    const { district, grocer } = await market()
    for (let at = 0; at < 5; at++) await district.reward({ merchantId: grocer, points: 50, sort: 1 })
    const seen: string[] = []
    let cursor = ''
    do {
      const { body } = await district.get<Page>(`/rewards?order=${order}&limit=2${cursor}`)
      seen.push(...body.rewards.map(({ id }) => id))
      cursor = body.next === null ? '' : `&cursor=${body.next}`
    } while (cursor)
    expect(new Set(seen).size).toBe(9)
    expect(seen).toHaveLength(9)
  })

  it.each([
    'kind=bread',
    'street=110101001',
    'street=x',
    'order=random',
    'words=',
    'inStock=no',
    'upToCentipoints=0',
  ])('refuses %s', async query => {
    const { district } = await market()
    const { status, body } = await district.get(`/rewards?${query}`)
    expect([status, body.code]).toEqual([400, 'request-invalid'])
  })

  it('names the streets that have something, and how much', async () => {
    const { district } = await market()
    const { body } = await district.get('/reward-places')
    expect(body).toEqual({
      streets: [
        { street: '500107003', name: expect.objectContaining({ zh: '谢家湾街道' }), rewards: 2 },
        { street: '500107005', name: expect.objectContaining({ zh: '石桥铺街道' }), rewards: 1 },
      ],
    })
  })
})

it('reads no table from end to end, whatever is asked for', async () => {
  const { district } = await market()
  const resident = await district.resident()
  const soldOut = await district.reward({ stock: 0 })
  await district.post(`/rewards/${soldOut}/waiting-list`, { as: resident })
  const { reader } = district.ctx.db
  const queries: RewardQuery[] = [{}, { order: 'cheapest' }, { order: 'dearest', upToCentipoints: 9_000 }]
  const statements = await statementsOf(async () => {
    for (const query of queries) await listRewards(reader, district.clock.now(), { limit: 2, ...query })
    await listWaitingPlaces(reader, resident.id, district.clock.now())
  })
  expect(statements.length).toBeGreaterThan(6)
  for (const [text, plan] of await plansOf(district.address, statements)) {
    expect(
      scanned(plan).filter(table => table !== 'jsonb_each'),
      text,
    ).toEqual([])
  }
})
