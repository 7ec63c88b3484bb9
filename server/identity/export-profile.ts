import { and, desc, eq } from 'drizzle-orm'
import type { ResidentId } from '#shared/domain/ids.ts'
import type { Context } from '../context.ts'
import { listServed } from '../households/served-acts.ts'
import { listChildren, listHelp } from '../households/queries.ts'
import { readWallet } from '../ledger/wallets.ts'
import { limits } from '../limits.ts'
import { partner } from '../partners/tables.ts'
import { refuse } from '../refusal.ts'
import { listWaitingPlaces } from '../rewards/waiting-places.ts'
import { residentKey } from './residents.ts'
import { unseal } from './sealing.ts'
import {
  binCode,
  binding,
  card,
  consent,
  householdMember,
  resident,
  residentSecret,
  session,
} from './tables.ts'

const named = { code: partner.code, name: partner.name }

/** Who a resident is, in clear. Refuses `not-found` for someone forgotten. */
async function profileOf({ db, keys }: Pick<Context, 'db' | 'keys'>, residentId: ResidentId) {
  const key = await residentKey(db.reader, { keys }, residentId)
  const [row] = await db.reader
    .select({
      memberSince: resident.createdAt,
      phoneSealed: residentSecret.phoneSealed,
      nicknameSealed: residentSecret.nicknameSealed,
    })
    .from(resident)
    .innerJoin(residentSecret, eq(residentSecret.residentId, resident.id))
    .where(eq(resident.id, residentId))
  if (!row) return refuse('not-found')
  const phone = unseal(key, row.phoneSealed)
  return {
    id: residentId,
    nickname: unseal(key, row.nicknameSealed),
    phone: phone === '' ? null : phone,
    memberSince: row.memberSince,
  }
}

/** Accounts with the owner's own numbers in clear; of a bin only a keyed hash of its code is kept. */
async function bindingsOf({ db, keys }: Pick<Context, 'db' | 'keys'>, residentId: ResidentId) {
  const key = await residentKey(db.reader, { keys }, residentId)
  const accounts = await db.reader
    .select({
      id: binding.id,
      partner: named,
      externalSealed: binding.externalSealed,
      proof: binding.proof,
      boundAt: binding.boundAt,
      unboundAt: binding.unboundAt,
    })
    .from(binding)
    .innerJoin(partner, eq(partner.id, binding.partnerId))
    .where(eq(binding.residentId, residentId))
    .orderBy(desc(binding.boundAt))
    .limit(limits.exportListed)
  const bins = await db.reader
    .select({
      id: binCode.id,
      partner: named,
      proof: binCode.proof,
      boundAt: binCode.boundAt,
      unboundAt: binCode.unboundAt,
    })
    .from(binCode)
    .innerJoin(partner, eq(partner.id, binCode.partnerId))
    .where(eq(binCode.residentId, residentId))
    .orderBy(desc(binCode.boundAt))
    .limit(limits.exportListed)
  return {
    accounts: accounts.map(({ externalSealed, ...one }) => ({
      ...one,
      externalId: unseal(key, externalSealed),
    })),
    bins,
  }
}

function consentsOf({ db }: Pick<Context, 'db'>, residentId: ResidentId) {
  return db.reader
    .select({
      id: consent.id,
      actionType: consent.actionType,
      partner: named,
      version: consent.version,
      channel: consent.channel,
      grantedAt: consent.grantedAt,
      withdrawnAt: consent.withdrawnAt,
    })
    .from(consent)
    .innerJoin(partner, eq(partner.id, consent.partnerId))
    .where(eq(consent.residentId, residentId))
    .orderBy(desc(consent.grantedAt))
    .limit(limits.exportListed)
}

/** Without the tokens, of which only a hash is kept. */
function sessionsOf({ db }: Pick<Context, 'db'>, residentId: ResidentId) {
  return db.reader
    .select({
      device: session.device,
      openedAt: session.createdAt,
      lastSeenAt: session.lastSeenAt,
      expiresAt: session.expiresAt,
      endedAt: session.endedAt,
    })
    .from(session)
    .where(and(eq(session.audience, 'resident'), eq(session.subjectId, residentId)))
    .orderBy(desc(session.createdAt))
    .limit(limits.exportListed)
}

/** What is kept about a resident in small lists: everything but deeds, statement, vouchers and appeals. */
export async function exportProfile(ctx: Context, residentId: ResidentId) {
  const { reader } = ctx.db
  return {
    profile: await profileOf(ctx, residentId),
    wallet: await readWallet(reader, residentId, ctx.now()),
    bindings: await bindingsOf(ctx, residentId),
    consents: await consentsOf(ctx, residentId),
    households: await reader
      .select({
        householdId: householdMember.householdId,
        joinedAt: householdMember.joinedAt,
        leftAt: householdMember.leftAt,
      })
      .from(householdMember)
      .where(eq(householdMember.residentId, residentId))
      .limit(limits.exportListed),
    cards: await reader
      .select({ id: card.id, state: card.state, issuedAt: card.issuedAt, endedAt: card.endedAt })
      .from(card)
      .where(eq(card.residentId, residentId))
      .limit(limits.exportListed),
    children: await listChildren(reader, ctx, residentId),
    help: await listHelp(reader, ctx, residentId),
    doneForMe: await listServed(reader, ctx, residentId),
    waitingFor: await listWaitingPlaces(reader, residentId, ctx.now()),
    sessions: await sessionsOf(ctx, residentId),
  }
}
