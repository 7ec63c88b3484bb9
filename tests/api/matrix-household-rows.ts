import { tinyPng } from '#tests/desk/counter-town.ts'
import { inviteOf, moveIn } from '#tests/households/family.ts'
import type { TestResident } from '#tests/support/people.ts'
import { type Asks, attendants, residents, type Row } from './matrix-row.ts'
import type { ActorName, World } from './matrix-world.ts'

const child = { nickname: '小芽', minorUntil: '2032-05', consent: true }

/** Nobody's guardian and nobody's housemate: what each request needs to begin with. */
export async function aloneAgain(world: World, person: TestResident = world.resident): Promise<void> {
  const { district } = world
  const { body } = await district.get('/me/children', { as: person })
  for (const { id } of body['children'] as { id: string }[])
    await district.delete(`/me/children/${id}`, { as: person })
  await district.post('/me/household/leave', { as: person })
}

const invited: Asks = async (world, actor) => {
  await aloneAgain(world, actor === 'other resident' ? world.neighbour : world.resident)
  return { body: { code: await inviteOf(world.district, await world.district.resident()) } }
}

const joining: Asks = async (world, actor) => {
  const { body } = (await invited(world, actor)) as { body: object }
  return { body: { ...body, agreed: true } }
}

/** The resident lives with somebody new; gives both and their places in the household. */
async function housemates(world: World) {
  const { district, resident } = world
  await aloneAgain(world)
  const other = await district.resident({ nickname: '新家人' })
  await moveIn(district, resident, other)
  const { body } = await district.get<{ household: { members: { id: string; self: boolean }[] } }>(
    '/me/household',
    { as: resident },
  )
  const memberId = (self: boolean) => body.household.members.find(one => one.self === self)?.id ?? 'none'
  return { other, mine: memberId(true), theirs: memberId(false) }
}

async function removable(world: World) {
  return { id: (await housemates(world)).theirs }
}

/** A proposal of the housemate that waits for the resident, who bound the bin. */
async function proposal(world: World) {
  const { other, theirs } = await housemates(world)
  await world.household()
  const body = { shares: [{ memberId: theirs, percent: 100 }] }
  return { id: (await world.district.post('/me/household/split', { as: other, body })).body.id }
}

async function ownChild(world: World): Promise<{ id: string }> {
  await aloneAgain(world)
  const { district, resident } = world
  const { id } = (await district.post('/me/children', { as: resident, body: child })).body
  await district.give(id as never, 5)
  return { id }
}

async function redeemBody(world: World) {
  return { rewardId: world.rewardId, deviceKey: (await world.newPhone()).deviceKey }
}

/** Help that a housemate asks of the resident; agreed to or not. */
async function help(world: World, accepted: boolean): Promise<{ id: string }> {
  const { other, mine } = await housemates(world)
  const { district, resident } = world
  await district.give(other.id, 100)
  const body = { memberId: mine, monthlyCentipoints: 100_000 }
  // The holder's place as the housemate sees it is the same.
  const { id } = (await district.post('/me/help', { as: other, body })).body
  if (accepted) await district.post(`/me/help/${id}/accept`, { as: resident })
  return { id }
}

async function helpedVoucher(world: World): Promise<{ id: string }> {
  const { id } = await help(world, true)
  const asked = { as: world.resident, body: await redeemBody(world) }
  return { id: (await world.district.post(`/me/help/${id}/redeem`, asked)).body.id }
}

async function holder(world: World) {
  const { district, asking } = world
  const { id: residentId } = await district.resident({ phone: null, points: 50 })
  const asked = { as: asking.attendant, body: { residentId } }
  return { residentId, cardCode: (await district.post('/attendant/cards', asked)).body.code }
}

async function slip(world: World) {
  const { cardCode } = await holder(world)
  const asked = { as: world.asking.attendant, body: { cardCode, rewardId: world.rewardId } }
  return { cardCode, voucherId: (await world.district.post('/attendant/redemptions', asked)).body.id }
}

const form = (residentId: string) => ({
  residentId,
  purpose: 'terms',
  picture: tinyPng().toString('base64'),
  consents: [],
})

async function signedForm(world: World): Promise<{ id: string }> {
  const asked = { as: world.asking.attendant, body: form(world.resident.id) }
  return { id: (await world.district.post('/attendant/forms', asked)).body.id }
}

/** Whoever asks gets a housemate first: who has no household has nobody to name. */
const offering: Asks = async (world, actor: ActorName) => {
  const memberId = (await housemates(world)).theirs
  return { body: { memberId: actor === 'anonymous' ? 'hme_' : memberId, monthlyCentipoints: 1_000 } }
}

export const householdRows: Readonly<Record<string, Row>> = {
  'POST /api/v1/me/household/invitations': residents(201, 201, async (world, actor) => {
    await aloneAgain(world, actor === 'other resident' ? world.neighbour : world.resident)
    return {}
  }),
  'POST /api/v1/me/household/preview': residents(200, 200, invited),
  'POST /api/v1/me/household/join': residents(200, 200, joining),
  'DELETE /api/v1/me/household/members/{id}': residents(204, 404, removable),
  'POST /api/v1/me/household/split': residents(201, 404, async world => ({
    body: { shares: [{ memberId: (await housemates(world)).mine, percent: 100 }] },
  })),
  'POST /api/v1/me/household/split/{id}/agree': residents(204, 404, proposal),
  'POST /api/v1/me/household/split/{id}/decline': residents(204, 404, proposal),
  'GET /api/v1/me/household/deeds': residents(200, 200),
  'GET /api/v1/me/served': residents(200, 200),

  'GET /api/v1/me/children': residents(200, 200),
  'POST /api/v1/me/children': residents(201, 201, async world => {
    await aloneAgain(world)
    return { body: child }
  }),
  'GET /api/v1/me/children/{id}': residents(200, 404, ownChild),
  'GET /api/v1/me/children/{id}/code': residents(200, 404, ownChild),
  'POST /api/v1/me/children/{id}/redeem': residents(201, 404, async world => ({
    ...(await ownChild(world)),
    body: await redeemBody(world),
  })),
  'DELETE /api/v1/me/children/{id}': residents(204, 404, ownChild),

  'GET /api/v1/me/help': residents(200, 200),
  'POST /api/v1/me/help': residents(201, 404, offering),
  'POST /api/v1/me/help/{id}/accept': residents(204, 404, world => help(world, false)),
  'POST /api/v1/me/help/{id}/redeem': residents(201, 404, async world => ({
    ...(await help(world, true)),
    body: await redeemBody(world),
  })),
  'DELETE /api/v1/me/help/{id}': residents(204, 404, world => help(world, true)),
  'GET /api/v1/me/helped-vouchers': residents(200, 200),
  'GET /api/v1/me/helped-vouchers/{id}': residents(200, 404, helpedVoucher),
  'GET /api/v1/me/helped-vouchers/{id}/certificate': residents(200, 404, helpedVoucher),
  'POST /api/v1/me/helped-vouchers/{id}/number': residents(201, 404, helpedVoucher),
  'GET /api/v1/me/forms': residents(200, 200),
  'GET /api/v1/me/forms/{id}': residents(200, 404, signedForm),

  'GET /api/v1/attendant/acts': attendants(200),
  'POST /api/v1/attendant/find': attendants(200, async world => ({
    body: { cardCode: (await holder(world)).cardCode },
  })),
  'POST /api/v1/attendant/weighings': attendants(201, async world => ({
    body: {
      cardCode: (await holder(world)).cardCode,
      actionType: 'recycling',
      facts: { material: 'pet', weightG: 500 },
    },
  })),
  'POST /api/v1/attendant/redemptions': attendants(201, async world => ({
    body: { cardCode: (await holder(world)).cardCode, rewardId: world.rewardId },
  })),
  'POST /api/v1/attendant/prints': attendants(201, async world => ({ body: await slip(world) })),
  'POST /api/v1/attendant/balances': attendants(200, async world => ({
    body: { cardCode: (await holder(world)).cardCode },
  })),
  'POST /api/v1/attendant/forms': attendants(201, async world => ({
    body: form((await holder(world)).residentId),
  })),
  'POST /api/v1/attendant/closings': attendants(200, async world => ({
    body: { cardCode: (await holder(world)).cardCode, picture: form('').picture },
  })),
}
