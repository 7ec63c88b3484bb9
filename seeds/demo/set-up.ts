import type { Doer } from '#server/audit/record.ts'
import type { Context } from '#server/context.ts'
import type { Transaction } from '#server/db/database.ts'
import { bindExternal } from '#server/identity/bind-external.ts'
import { giveConsent } from '#server/identity/consents.ts'
import { createAttendant } from '#server/identity/create-attendant.ts'
import { enrolResident } from '#server/identity/enrol-resident.ts'
import { blindIndex } from '#server/identity/sealing.ts'
import type { Keys } from '#server/keys.ts'
import { addStaff } from '#server/merchants/add-staff.ts'
import { createMerchant } from '#server/merchants/create-merchant.ts'
import { createPartner } from '#server/partners/create-partner.ts'
import { createReward } from '#server/rewards/create-reward.ts'
import { publishReward } from '#server/rewards/publish-reward.ts'
import { planRestock } from '#server/rewards/restock-plans.ts'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import type { PartnerId, ResidentId } from '#shared/domain/ids.ts'
import { enrolCardHolder } from './card-holder.ts'
import { settleFamily } from './family.ts'
import { demoAccount, settledDays } from './history.ts'
import { demoPartners } from './partners.ts'
import { demoAttendant, demoResidents } from './people.ts'
import { demoRestock, demoShops, type DemoShop } from './shops.ts'

const operator: Doer = { kind: 'command', name: 'demo' }

/**
 * The same at every start of one deployment, so that it can be shown again, and another one in every
 * deployment.
 */
export function demoSecret(keys: Keys, code: string): string {
  return blindIndex(keys, 'token', 'demonstration', code)
}

/**
 * Partners, shops with their offers and staff, an attendant, residents who have bound and consented, a family
 * among them, and somebody with a card; all in the caller's transaction. Refuses `name-taken` when the
 * demonstration is there already.
 */
export async function setUpDemo(tx: Transaction, ctx: Context): Promise<void> {
  const partners = new Map<string, PartnerId>()
  for (const partner of demoPartners) {
    const secret = demoSecret(ctx.keys, partner.code)
    partners.set(partner.code, (await createPartner(tx, ctx, operator, { ...partner, secret })).id)
  }
  for (const [at, shop] of demoShops.entries()) await openShop(tx, ctx, shop, at)
  const attendantId = await createAttendant(tx, ctx, operator, demoAttendant)
  await settleFamily(tx, ctx, await settleResidents(tx, ctx, partners))
  await enrolCardHolder(tx, ctx, attendantId)
}

async function openShop(tx: Transaction, ctx: Context, shop: DemoShop, at: number): Promise<void> {
  const { name, address, street, owner, clerk, offers } = shop
  const merchantId = await createMerchant(tx, ctx, operator, { name, address, demo: true })
  await addStaff(tx, ctx, operator, { merchantId, ...owner, role: 'owner' })
  if (clerk) await addStaff(tx, ctx, operator, { merchantId, ...clerk, role: 'clerk' })
  const payer = '区级财政（演示）'
  const terms = {
    merchantId,
    street,
    payer,
    fiscalYear: ctx.now().getUTCFullYear(),
    onSaleFrom: ctx.now(),
    demo: true,
  }
  for (const [place, offer] of offers.entries()) {
    const rewardId = await createReward(tx, ctx, operator, { ...offer, ...terms, sort: place * 10 + at })
    await publishReward(tx, ctx, operator, { rewardId, published: true })
    if (offer.title.zh !== demoRestock.title) continue
    const dueOn = addDays(dayOf(ctx.now()), settledDays + demoRestock.inDays)
    await planRestock(tx, ctx, operator, { rewardId, dueOn, units: demoRestock.units })
  }
}

async function settleResidents(
  tx: Transaction,
  ctx: Context,
  partners: ReadonlyMap<string, PartnerId>,
): Promise<ReadonlyMap<string, ResidentId>> {
  const people = new Map<string, ResidentId>()
  for (const { phone, nickname, bin } of demoResidents) {
    const { residentId } = await enrolResident(tx, ctx, { phone, nickname })
    people.set(phone, residentId)
    for (const { code, subjects, actionTypes } of demoPartners) {
      const externalId = subjects === 'bin' ? bin : demoAccount(code, phone)
      const partnerId = partners.get(code)
      if (externalId === null || !partnerId) continue
      const proved = { residentId, partnerId, kind: subjects, externalId, join: true } as const
      await bindExternal(tx, ctx, { ...proved, proof: 'partner-code' })
      for (const actionType of actionTypes) {
        await giveConsent(tx, ctx, { residentId, partner: code, actionType, onPaperBy: null })
      }
    }
  }
  return people
}
