import { dayOf } from '#shared/domain/calendar.ts'
import {
  administrators,
  type Asks,
  attendants,
  everybody,
  partners,
  residents,
  row,
  type Row,
  staff,
} from './matrix-row.ts'
import { adminRows } from './matrix-admin-rows.ts'
import { aloneAgain, householdRows } from './matrix-household-rows.ts'

const phone = '13900000000'
const cup: Asks = async world => ({ body: { residentCode: await world.ownCode() } })
const served = { partner: 'metro' }

/**
 * The answer of every route for every actor: who is not of the audience is 401, what belongs to others 404.
 */
export const rows: Readonly<Record<string, Row>> = {
  // For everybody.
  'GET /.well-known/jwks.json': everybody(200),
  'GET /problems/{code}': everybody(200, () => ({ id: 'not-found' })),
  'GET /api/v1/health': everybody(200),
  'GET /api/v1/catalogue': everybody(200),
  'GET /api/v1/factors': everybody(200),
  'GET /api/v1/partners': everybody(200),
  'GET /api/v1/rewards': everybody(200),
  'GET /api/v1/reward-places': everybody(200),
  'GET /api/v1/rewards/{id}': everybody(200, world => ({ id: world.rewardId })),
  // Outside a demonstration nobody reads codes.
  'GET /api/v1/demo/codes': everybody(404),
  'POST /api/v1/session/code': everybody(200, world => ({
    body: { phone: `139${world.nextName('').slice(1).padStart(8, '0')}`, audience: 'resident' },
  })),
  'POST /api/v1/session': everybody(401, () => ({ body: { phone, code: '000000', audience: 'resident' } })),
  'POST /api/v1/admin/session': everybody(401, () => ({
    body: { name: 'admin-1', password: 'wrong', totp: '000000' },
  })),
  // The client says who it is in one way: a token beside the secret is one too many.
  'POST /api/v1/oauth/token': row(401, { anonymous: 200 }, ({ metro }) => ({
    text: `grant_type=client_credentials&client_id=${metro.code}&client_secret=${metro.secret}`,
    type: 'application/x-www-form-urlencoded',
  })),

  // Residents.
  'GET /api/v1/me': residents(200, 200),
  'GET /api/v1/me/export': residents(200, 200),
  'GET /api/v1/me/export/{id}': residents(200, 200, () => ({ id: 'activities' })),
  'POST /api/v1/me/delete/code': residents(200, 200),
  // Signed in, but without the code.
  'POST /api/v1/me/delete': residents(422, 422, () => ({ body: { code: '000000' } })),
  'PATCH /api/v1/me': residents(200, 200, () => ({ body: { nickname: '小绿' } })),
  'GET /api/v1/me/sessions': residents(200, 200),
  'GET /api/v1/me/household': residents(200, 200),
  'GET /api/v1/me/consents': residents(200, 200),
  'POST /api/v1/me/consents': residents(200, 200, () => ({ body: { ...served, actionType: 'bus-ride' } })),
  'GET /api/v1/me/bindings': residents(200, 200),
  'POST /api/v1/me/bindings': residents(200, 200, async world => ({
    body: { ...served, code: await world.bindingCode() },
  })),
  'GET /api/v1/me/activities': residents(200, 200),
  'GET /api/v1/me/activities/{id}': residents(200, 404, async world => ({ id: await world.ride() })),
  'POST /api/v1/me/appeals/explain': residents(200, 200, async world => ({
    body: await world.lostRide(),
  })),
  'GET /api/v1/me/appeals': residents(200, 200),
  'POST /api/v1/me/appeals': residents(201, 201, async world => ({
    body: { ...(await world.lostRide()), text: '没有记上' },
  })),
  'GET /api/v1/me/appeals/{id}': residents(200, 404, async world => ({ id: await world.appeal() })),
  'POST /api/v1/me/appeals/{id}/withdraw': residents(200, 404, async world => ({
    id: await world.appeal(),
  })),
  'GET /api/v1/me/carbon': residents(200, 200),
  'GET /api/v1/me/wallet': residents(200, 200),
  'GET /api/v1/me/statement': residents(200, 200),
  'GET /api/v1/me/statement/{id}': residents(200, 404, async world => ({
    id: `${await world.ride()}~points`,
  })),
  'GET /api/v1/me/news': residents(200, 200),
  'GET /api/v1/me/today': residents(200, 200),
  'GET /api/v1/me/code': residents(200, 200),
  'GET /api/v1/me/vouchers': residents(200, 200),
  'GET /api/v1/me/vouchers/{id}': residents(200, 404, async world => ({ id: (await world.voucher()).id })),
  'GET /api/v1/me/vouchers/{id}/certificate': residents(200, 404, async world => ({
    id: (await world.voucher()).id,
  })),
  'POST /api/v1/me/vouchers/{id}/number': residents(201, 404, async world => ({
    id: (await world.voucher()).id,
  })),
  'POST /api/v1/me/vouchers/{id}/cancel': residents(200, 404, async world => ({
    id: (await world.voucher()).id,
  })),
  'POST /api/v1/rewards/{id}/redeem': residents(201, 201, async world => ({
    id: world.rewardId,
    body: { deviceKey: (await world.newPhone()).deviceKey },
  })),
  'POST /api/v1/rewards/{id}/waiting-list': residents(201, 201, async world => ({
    id: await world.soldOut(),
  })),
  'GET /api/v1/me/waiting-places': residents(200, 200),
  'DELETE /api/v1/me/waiting-places/{id}': residents(204, 404, async world => ({
    id: await world.waitingPlace(),
  })),
  'GET /api/v1/me/redemptions/{key}': residents(200, 404, async world => ({
    id: await world.redeemedUnder(),
  })),
  'POST /api/v1/me/attestation-codes': residents(201, 201, async world => ({
    body: { code: (await world.table()).code },
  })),

  // Partners.
  'POST /api/v1/activities': partners(200, world => ({
    body: world.district.eventOf(world.metro, { id: world.nextName('ride'), data: {} }),
    type: 'application/cloudevents+json',
  })),
  'POST /api/v1/partner/binding-codes': partners(201, world => ({
    body: { externalId: world.nextName('card') },
  })),

  // The counter.
  'GET /api/v1/merchant/me': staff(200, 200, 200),
  'GET /api/v1/merchant/staff': staff(200, 200, 200),
  'POST /api/v1/merchant/staff': staff(403, 201, 201, world => ({
    body: { phone: `137${world.nextName('').slice(1).padStart(8, '0')}`, nickname: '小店员' },
  })),
  'DELETE /api/v1/merchant/staff/{id}': staff(403, 204, 404, async world => ({
    id: (await world.district.staff(world.shop)).actor.staffId,
  })),
  'GET /api/v1/merchant/vouchers': staff(200, 200, 200),
  'GET /api/v1/merchant/vouchers.csv': staff(200, 200, 200),
  'POST /api/v1/merchant/vouchers/inspect': staff(200, 200, 404, async world => ({
    body: { code: await world.shownCode() },
  })),
  'POST /api/v1/merchant/vouchers/accept': staff(200, 200, 422, async (world, actor) => ({
    body: { acceptanceToken: await world.inspected(actor === 'owner' ? 'owner' : 'clerk') },
  })),
  'POST /api/v1/merchant/vouchers/undo': staff(200, 200, 404, async world => ({
    body: { voucherId: await world.acceptedVoucher(), reason: '扫错了' },
  })),
  'POST /api/v1/merchant/vouchers/undo-requests': staff(201, 201, 404, async world => ({
    body: { voucherId: await world.acceptedVoucher(), reason: '扫错了' },
  })),
  'GET /api/v1/merchant/vouchers/undo-requests': staff(200, 200, 200),
  'POST /api/v1/merchant/vouchers/undo-requests/{id}/approve': staff(403, 204, 404, async world => ({
    id: await world.undoAsked(),
  })),
  'POST /api/v1/merchant/vouchers/undo-requests/{id}/decline': staff(403, 204, 404, async world => ({
    id: await world.undoAsked(),
  })),
  'GET /api/v1/merchant/vouchers/offline-acceptances': staff(200, 200, 200),
  'POST /api/v1/merchant/vouchers/offline-acceptances': staff(200, 200, 404, async world => ({
    body: await world.offlineReport(),
  })),
  'GET /api/v1/merchant/tills': staff(200, 200, 200),
  'POST /api/v1/merchant/tills': staff(201, 201, 201, async world => ({
    body: { name: '前台手机', deviceKey: (await world.newPhone()).deviceKey },
  })),
  'POST /api/v1/merchant/tills/{id}/pack': staff(201, 201, 404, async world => ({
    id: (await world.till()).id,
    body: { clock: world.district.clock.now().toISOString() },
  })),
  'POST /api/v1/merchant/join': everybody(422, () => ({ body: { code: 'AAAAAAAAAA', phone } })),
  'POST /api/v1/merchant/staff/invitations': staff(403, 201, 201, () => ({ body: { nickname: '小店员' } })),
  'PUT /api/v1/merchant/staff/{id}/stand-in': staff(403, 204, 404, async world => ({
    id: (await world.district.staff(world.shop)).actor.staffId,
    body: { through: dayOf(world.district.clock.now()) },
  })),
  'GET /api/v1/merchant/handover': staff(200, 200, 200),
  'POST /api/v1/merchant/handover': staff(403, 201, 404, async world => {
    await world.rolesAsAtFirst()
    return { body: { staffId: world.clerk.actor.staffId } }
  }),
  // The clerk to whom it was offered becomes the owner; asking anew makes them what they were.
  'POST /api/v1/merchant/handover/{id}/agree': staff(204, 403, 404, async world => ({
    id: await world.handover(),
  })),
  'POST /api/v1/merchant/handover/{id}/decline': staff(204, 204, 404, async world => ({
    id: await world.handover(),
  })),
  'POST /api/v1/merchant/attest/own-cup': staff(201, 201, 201, cup),
  'POST /api/v1/merchant/attest/clean-plate/scan': staff(201, 201, 201, cup),
  'POST /api/v1/merchant/attest/clean-plate': staff(201, 201, 201, () => ({ body: { diners: 2 } })),
  'GET /api/v1/merchant/attest/clean-plate/{id}': staff(200, 200, 404, async world => ({
    id: (await world.table()).id,
  })),
  'GET /api/v1/merchant/settlements': staff(200, 200, 200),
  'GET /api/v1/merchant/settlements/{id}': staff(200, 200, 404, async world => ({
    id: await world.settlement(),
  })),
  'GET /api/v1/merchant/settlements/{id}/lines.csv': staff(200, 200, 404, async world => ({
    id: await world.settlement(),
  })),
  'POST /api/v1/merchant/settlements/{id}/confirm': staff(403, 200, 404, async world => ({
    id: await world.settlement(),
  })),
  'POST /api/v1/merchant/settlements/{id}/dispute': staff(403, 200, 404, async world => ({
    id: await world.settlement(),
    body: { reason: '少了一张' },
  })),

  // The desk.
  'GET /api/v1/attendant/me': attendants(200),
  'POST /api/v1/attendant/residents': attendants(200, () => ({ body: {} })),
  'POST /api/v1/attendant/cards': attendants(201, async world => ({
    body: { residentId: (await world.district.resident()).id },
  })),
  'POST /api/v1/attendant/cards/{id}/block': attendants(200, async world => ({ id: await world.card() })),
  'POST /api/v1/attendant/cards/{id}/replace': attendants(201, async world => ({ id: await world.card() })),
  'POST /api/v1/attendant/bindings': attendants(200, world => ({
    body: { ...served, residentId: world.resident.id, externalId: world.nextName('card') },
  })),
  'POST /api/v1/attendant/consents': attendants(200, world => ({
    body: { ...served, residentId: world.resident.id, actionType: 'bus-ride' },
  })),

  ...adminRows,
  ...householdRows,
  'GET /api/v1/admin/offline-conflicts': administrators(403, 200, 200),

  // What ends a session or a membership comes last, each with new sessions.
  'DELETE /api/v1/merchant/tills/{id}': staff(403, 204, 404, async world => ({
    id: (await world.till()).id,
  })),
  'DELETE /api/v1/me/sessions/{id}': residents(204, 404, async world => ({ id: await world.oldSession() })),
  'DELETE /api/v1/me/consents/{id}': residents(204, 404, world => ({ id: world.consents[0]! })),
  'DELETE /api/v1/me/bindings/{id}': residents(204, 404, async world => ({ id: await world.bindingId() })),
  'POST /api/v1/me/household/leave': residents(204, 404, async world => {
    await aloneAgain(world, world.neighbour)
    await aloneAgain(world)
    await world.household()
    return {}
  }),
  'DELETE /api/v1/session': everybody(204, ({ district }) => {
    district.clock.advance({ minutes: 2 })
    return {}
  }),
  'POST /api/v1/session/everywhere-out': row(204, { anonymous: 401, partner: 401 }, ({ district }) => {
    district.clock.advance({ minutes: 2 })
    return {}
  }),
}
