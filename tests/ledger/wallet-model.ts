import { addDays, type Day, dayMs, dayOf, endOfMonth } from '#shared/domain/calendar.ts'

export interface ModelDeed {
  readonly id: string
  readonly occurredAt: Date
  points: number
  grams: number
  /** The lot that its latest points went into. */
  lotDay: Day
  revision: number
  state: 'credited' | 'held' | 'refused' | 'retracted'
}

export interface ModelVoucher {
  readonly price: number
  readonly paidFrom: readonly (readonly [Day, number])[]
  /** The first Shanghai day on which it is too late. */
  readonly tooLateOn: Day
  state: 'issued' | 'cancelled' | 'lapsed'
}

export const expiryMonths = 2
export const validDays = 20
const graceDays = 30

/**
 * What one resident has, the way a careful clerk would keep it with paper and pencil: a jar of points for
 * every day on which some expire. It knows nothing of accounts, transfers and transactions.
 */
export class WalletModel {
  readonly jars = new Map<Day, number>()
  /** What was thrown away from each jar. */
  readonly thrownAway = new Map<Day, number>()
  readonly deeds: ModelDeed[] = []
  readonly vouchers: ModelVoucher[] = []
  held = 0
  debt = 0
  carbon = 0

  spendable(): number {
    return [...this.jars.values()].reduce((sum, points) => sum + points, 0)
  }

  /** The jars that hold something, the first to be thrown away first. */
  fullJars(): [Day, number][] {
    return [...this.jars].filter(([, points]) => points > 0).sort(([a], [b]) => (a < b ? -1 : 1))
  }

  /** Every morning the jars of days gone by are thrown away. */
  wake(now: Date): void {
    const today = dayOf(now)
    for (const [day, points] of this.fullJars()) {
      if (day >= today) continue
      this.thrownAway.set(day, (this.thrownAway.get(day) ?? 0) + points)
      this.jars.delete(day)
    }
  }

  credit(deed: ModelDeed, now: Date): void {
    this.deeds.push(deed)
    this.carbon += deed.grams
    this.fill(deed, deed.points, now)
  }

  hold(deed: ModelDeed): void {
    this.deeds.push(deed)
    this.held += deed.points
  }

  review(deed: ModelDeed, accepted: boolean, now: Date): void {
    this.held -= deed.points
    deed.state = accepted ? 'credited' : 'refused'
    if (!accepted) return
    this.carbon += deed.grams
    this.fill(deed, deed.points, now)
  }

  /** More points go into the jar of today's month, less are taken back. */
  revise(deed: ModelDeed, points: number, grams: number, now: Date): void {
    const difference = points - deed.points
    deed.revision++
    if (deed.state === 'held') this.held += difference
    else {
      this.carbon += grams - deed.grams
      if (difference > 0) this.fill(deed, difference, now)
      else this.takeBack(deed, -difference)
      deed.lotDay = endOfMonth(dayOf(now), expiryMonths)
    }
    deed.points = points
    deed.grams = grams
  }

  retract(deed: ModelDeed): void {
    if (deed.state === 'held') this.held -= deed.points
    else {
      this.carbon -= deed.grams
      this.takeBack(deed, deed.points)
    }
    deed.revision++
    deed.state = 'retracted'
  }

  /** False when there are not enough points. */
  redeem(price: number, now: Date): boolean {
    if (this.spendable() < price) return false
    const tooLateOn = addDays(dayOf(now), validDays + 1)
    this.vouchers.push({ price, paidFrom: this.pour(price), tooLateOn, state: 'issued' })
    return true
  }

  refund(voucher: ModelVoucher, state: 'cancelled' | 'lapsed', now: Date): void {
    const grace = addDays(dayOf(now), graceDays)
    let owed = Math.min(this.debt, voucher.price)
    this.debt -= owed
    for (const [day, points] of voucher.paidFrom) {
      const kept = points - Math.min(points, owed)
      owed -= points - kept
      const jar = day < grace ? grace : day
      this.jars.set(jar, (this.jars.get(jar) ?? 0) + kept)
    }
    voucher.state = state
  }

  isLate(deed: ModelDeed, now: Date): boolean {
    return now.getTime() - deed.occurredAt.getTime() > 7 * dayMs
  }

  private fill(deed: ModelDeed, points: number, now: Date): void {
    const repaid = Math.min(this.debt, points)
    this.debt -= repaid
    deed.lotDay = endOfMonth(dayOf(now), expiryMonths)
    this.jars.set(deed.lotDay, (this.jars.get(deed.lotDay) ?? 0) + points - repaid)
  }

  private takeBack(deed: ModelDeed, points: number): void {
    const wanted = points - Math.min(points, this.thrownAway.get(deed.lotDay) ?? 0)
    const there = Math.min(wanted, this.spendable())
    this.pour(there, deed.lotDay)
    this.debt += wanted - there
  }

  /**
   * Takes points out of the jars, the earliest first or one of them before all others; says which gave how
   * much.
   */
  private pour(points: number, first?: Day): [Day, number][] {
    const order = this.fullJars().sort(([a], [b]) => Number(b === first) - Number(a === first))
    let left = points
    const poured: [Day, number][] = []
    for (const [day, there] of order) {
      const taken = Math.min(left, there)
      if (taken === 0) continue
      this.jars.set(day, there - taken)
      poured.push([day, taken])
      left -= taken
    }
    return poured
  }
}
