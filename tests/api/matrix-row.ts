import type { ActorName, World } from './matrix-world.ts'

export interface Ask {
  /** Takes the place of `{id}` or `{code}` in the path. */
  readonly id?: string
  readonly body?: unknown
  readonly text?: string
  readonly type?: string
}

export interface Row {
  readonly answers: Readonly<Record<ActorName, number>>
  readonly ask: (world: World, actor: ActorName) => Promise<Ask> | Ask
}

export type Asks = Row['ask']
const nothing: Asks = () => ({})

export function row(unknown: number, known: Partial<Record<ActorName, number>>, ask: Asks = nothing): Row {
  const answers: Record<ActorName, number> = {
    anonymous: unknown,
    resident: unknown,
    'other resident': unknown,
    attendant: unknown,
    clerk: unknown,
    owner: unknown,
    'other owner': unknown,
    partner: unknown,
    system: unknown,
    business: unknown,
    audit: unknown,
  }
  return { answers: { ...answers, ...known }, ask }
}

export const everybody = (status: number, ask?: Asks) => row(status, {}, ask)
export const residents = (own: number, other: number, ask?: Asks) =>
  row(401, { resident: own, 'other resident': other }, ask)
export const staff = (clerk: number, owner: number, other: number, ask?: Asks) =>
  row(401, { clerk, owner, 'other owner': other }, ask)
export const attendants = (status: number, ask?: Asks) => row(401, { attendant: status }, ask)
export const partners = (status: number, ask?: Asks) => row(401, { partner: status }, ask)
export const administrators = (system: number, business: number, audit: number, ask?: Asks) =>
  row(401, { system, business, audit }, ask)
