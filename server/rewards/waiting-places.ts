import { and, asc, count, eq, gt, inArray, lt, or, sql } from 'drizzle-orm'
import type { WaitingPlace } from '#shared/contract/rewards.ts'
import type { ResidentId, WaitingPlaceId } from '#shared/domain/ids.ts'
import type { Reader, Transaction } from '../db/database.ts'
import { rowset } from '../db/rowset.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'
import { nextRestocks } from './restock-plans.ts'
import { reward, waitingPlace } from './tables.ts'

const columns = {
  id: waitingPlace.id,
  rewardId: waitingPlace.rewardId,
  number: waitingPlace.number,
  state: waitingPlace.state,
  joinedAt: waitingPlace.joinedAt,
  offerUntil: waitingPlace.offerUntil,
  kind: reward.kind,
  picture: reward.picture,
  title: reward.title,
  priceCentipoints: reward.priceCentipoints,
}

type Row = Awaited<ReturnType<typeof selectPlaces>>[number]

/**
 * Where a resident waits or may redeem now, and the turns that passed unused within the last days. An offer
 * past its time is over, whether or not the job has run.
 */
export async function listWaitingPlaces(
  reader: Reader,
  residentId: ResidentId,
  now: Date,
): Promise<WaitingPlace[]> {
  const recently = new Date(now.getTime() - limits.waitingPlaceShownMs)
  const rows = await selectPlaces(reader, residentId, recently)
  return placesOf(reader, rows, now)
}

/** One of a resident's own places. Refuses `waiting-place-not-found` for any other. */
export async function readWaitingPlace(
  tx: Transaction,
  residentId: ResidentId,
  id: WaitingPlaceId,
  now: Date,
): Promise<WaitingPlace> {
  const rows = await selectPlaces(tx, residentId, now)
  const [place] = await placesOf(
    tx,
    rows.filter(row => row.id === id),
    now,
  )
  return place ?? refuse('waiting-place-not-found')
}

function selectPlaces(reader: Reader | Transaction, residentId: ResidentId, lapsedSince: Date) {
  return reader
    .select(columns)
    .from(waitingPlace)
    .innerJoin(reward, eq(reward.id, waitingPlace.rewardId))
    .where(
      and(
        eq(waitingPlace.residentId, residentId),
        or(
          inArray(waitingPlace.state, ['waiting', 'offered']),
          and(eq(waitingPlace.state, 'lapsed'), gt(waitingPlace.endedAt, lapsedSince)),
        ),
      ),
    )
    .orderBy(asc(waitingPlace.joinedAt), asc(waitingPlace.id))
    .limit(limits.waitingPlacesListed)
}

async function placesOf(
  reader: Reader | Transaction,
  rows: readonly Row[],
  now: Date,
): Promise<WaitingPlace[]> {
  const waiting = rows.filter(row => row.state === 'waiting')
  const ahead = await countAhead(reader, waiting)
  const restocks = await nextRestocks(
    reader,
    waiting.map(row => row.rewardId),
  )
  return rows.map(row => {
    const over = row.state === 'offered' && row.offerUntil !== null && row.offerUntil <= now
    return {
      id: row.id,
      reward: {
        id: row.rewardId,
        kind: row.kind,
        picture: row.picture,
        title: row.title,
        priceCentipoints: row.priceCentipoints,
      },
      state: over ? 'lapsed' : row.state,
      ahead: row.state === 'waiting' ? (ahead.get(row.id) ?? 0) : null,
      joinedAt: row.joinedAt.toISOString(),
      offerUntil: row.offerUntil?.toISOString() ?? null,
      nextRestock: restocks.get(row.rewardId) ?? null,
    }
  })
}

/** How many wait before each of these places. */
async function countAhead(
  reader: Reader | Transaction,
  places: readonly Pick<Row, 'id' | 'rewardId' | 'number'>[],
): Promise<ReadonlyMap<string, number>> {
  if (places.length === 0) return new Map()
  const mine = rowset(
    { mineId: waitingPlace.id, mineReward: waitingPlace.rewardId, mineNumber: waitingPlace.number },
    places.map(({ id, rewardId, number }) => ({ mineId: id, mineReward: rewardId, mineNumber: number })),
  )
  const { mineId, mineReward, mineNumber } = mine.column
  const rows = await reader
    .select({ id: sql<string>`${mineId}`, ahead: count() })
    .from(mine.from)
    .innerJoin(waitingPlace, eq(waitingPlace.rewardId, mineReward))
    .where(and(sql`${waitingPlace.state} = 'waiting'`, lt(waitingPlace.number, mineNumber)))
    .groupBy(mineId)
  return new Map(rows.map(({ id, ahead }) => [id, ahead]))
}
