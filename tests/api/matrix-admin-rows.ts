import { newPartnerKey, register } from '#tests/attacks/assertion.ts'
import { payingEach } from '#tests/rules/programme.ts'
import { administrators, type Row } from './matrix-row.ts'
import type { World } from './matrix-world.ts'

const rewardOf = (world: World) => ({
  kind: 'coupon',
  title: { zh: '测试券', en: 'Test coupon' },
  description: { zh: '测试', en: 'A test' },
  merchantId: world.shop,
  priceCentipoints: 100,
  settlementFen: 100,
  payer: '区级财政',
  fiscalYear: 2026,
  stock: 10,
  perPerson: 1,
  onSaleFrom: '2026-01-01T00:00:00Z',
  validDays: 30,
})

const partnerOf = (world: World) => ({
  code: world.nextName('bikes'),
  name: '测试单车',
  actionTypes: ['bike-ride'],
  subjects: 'account',
})

const newPhone = (world: World) => `136${world.nextName('').slice(1).padStart(8, '0')}`
const newPartner = async (world: World) => (await world.district.partner({ code: world.nextName('bus') })).id

/** What administrators do, by role: system, business, audit. */
export const adminRows: Readonly<Record<string, Row>> = {
  'GET /api/v1/admin/rules': administrators(200, 200, 200),
  'POST /api/v1/admin/rules': administrators(403, 201, 403, world => ({
    body: { code: world.nextName('test.rule'), body: payingEach(1) },
  })),
  'GET /api/v1/admin/rules/{id}': administrators(200, 200, 200, async world => ({
    id: (await world.rule('draft')).id,
  })),
  'GET /api/v1/admin/rules/{id}/sentences': administrators(200, 200, 200, async world => ({
    id: (await world.rule('draft')).id,
  })),
  'POST /api/v1/admin/rules/{id}/approve': administrators(403, 200, 403, async world => {
    const { id, bodyHash } = await world.rule('draft')
    return { id, body: { bodyHash } }
  }),
  'POST /api/v1/admin/rules/{id}/schedule': administrators(403, 200, 403, async world => {
    const { id, when } = await world.rule('approved')
    return { id, body: when }
  }),
  'POST /api/v1/admin/rules/{id}/withdraw': administrators(403, 200, 403, async world => ({
    id: (await world.rule('scheduled')).id,
    body: { reason: '不再需要' },
  })),
  'GET /api/v1/admin/audit': administrators(403, 403, 200),
  'POST /api/v1/admin/partners': administrators(201, 403, 403, world => ({ body: partnerOf(world) })),
  'POST /api/v1/admin/partners/{id}/rotate': administrators(200, 403, 403, async world => ({
    id: await newPartner(world),
  })),
  'POST /api/v1/admin/partners/{id}/deactivate': administrators(200, 403, 403, async world => ({
    id: await newPartner(world),
  })),
  'GET /api/v1/admin/partners/{id}/keys': administrators(200, 200, 200, async world => ({
    id: await newPartner(world),
  })),
  'POST /api/v1/admin/partners/{id}/keys': administrators(201, 403, 403, async world => ({
    id: await newPartner(world),
    body: { publicKey: (await newPartnerKey()).publicKey },
  })),
  'POST /api/v1/admin/partner-keys/{id}/end': administrators(200, 403, 403, async world => {
    const { publicKey } = await newPartnerKey()
    return {
      id: (await register(world.district, world.asking.system, await newPartner(world), publicKey)).body.id,
    }
  }),
  'POST /api/v1/admin/attendants': administrators(201, 403, 403, world => ({
    body: { phone: newPhone(world), community: '测试社区' },
  })),
  'POST /api/v1/admin/merchants': administrators(201, 403, 403, () => ({
    body: { name: '测试三店', address: '九龙坡区' },
  })),
  'POST /api/v1/admin/merchants/{id}/staff': administrators(201, 403, 403, world => ({
    id: world.shop,
    body: { phone: newPhone(world), nickname: '店长', role: 'owner' },
  })),
  'POST /api/v1/admin/rewards': administrators(403, 201, 403, world => ({ body: rewardOf(world) })),
  'POST /api/v1/admin/rewards/{id}/restock': administrators(403, 200, 403, world => ({
    id: world.rewardId,
    body: { add: 1 },
  })),
  'POST /api/v1/admin/rewards/{id}/restock-plans': administrators(403, 201, 403, async world => ({
    id: await world.soldOut(),
    body: { dueOn: '2099-01-01', units: 5 },
  })),
  'GET /api/v1/admin/rewards/{id}/restock-plans': administrators(200, 200, 200, world => ({
    id: world.rewardId,
  })),
  'POST /api/v1/admin/restock-plans/{id}/withdraw': administrators(403, 200, 403, async world => ({
    id: await world.restockPlan(),
  })),
  'PATCH /api/v1/admin/rewards/{id}': administrators(403, 200, 403, world => ({
    id: world.rewardId,
    body: { published: true },
  })),
  'GET /api/v1/admin/budgets': administrators(403, 200, 200),
  'POST /api/v1/admin/budgets': administrators(403, 201, 403, () => ({
    body: { name: '测试预算', source: '区级财政', fiscalYear: 2026, centipoints: 1_000 },
  })),
  'GET /api/v1/admin/activities/held': administrators(403, 200, 200),
  'POST /api/v1/admin/activities/{id}/review': administrators(403, 200, 403, async world => ({
    id: await world.heldRide(),
    body: { outcome: 'accepted', reason: '已核实' },
  })),
  'GET /api/v1/admin/appeals': administrators(403, 200, 200),
  'GET /api/v1/admin/appeals/{id}': administrators(403, 200, 200, async world => ({
    id: await world.appeal(),
  })),
  'POST /api/v1/admin/appeals/{id}/ask': administrators(403, 200, 403, async world => ({
    id: await world.appeal(),
  })),
  'POST /api/v1/admin/appeals/{id}/grant': administrators(403, 200, 403, async world => ({
    id: await world.appeal(),
    body: { occurredAt: world.now(), evidence: 'operator', facts: {} },
  })),
  'POST /api/v1/admin/appeals/{id}/refuse': administrators(403, 200, 403, async world => ({
    id: await world.appeal(),
    body: { reason: { zh: '没有查到', en: 'Not found' } },
  })),
  'GET /api/v1/admin/settlements': administrators(403, 200, 200),
  'POST /api/v1/admin/settlements': administrators(403, 201, 403, async world => ({
    body: { merchantId: world.shop, throughOn: await world.soldUntil() },
  })),
  'POST /api/v1/admin/settlements/{id}/pay': administrators(403, 200, 403, async world => ({
    id: await world.settlement('confirm'),
    body: { paymentReference: 'P-1' },
  })),
  'POST /api/v1/admin/settlements/{id}/return': administrators(403, 200, 403, async world => ({
    id: await world.settlement('dispute'),
  })),
}
