import type { InferRequestType } from 'hono/client'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import { appealApi, bodyOf, once, partnerApi, serverNow } from '../../api.ts'

export type MissingDeed = InferRequestType<typeof appealApi.me.appeals.explain.$post>['json']
export type Explanation = Awaited<ReturnType<typeof explain>>
export type Finding = Explanation['findings'][number]
export type Appeal = Awaited<ReturnType<typeof fetchAppeals>>['items'][number]
export type AppealFile = Awaited<ReturnType<typeof fetchAppeal>>

export const explain = (deed: MissingDeed) => bodyOf(appealApi.me.appeals.explain.$post({ json: deed }))
export const fetchAppeals = (query: { cursor?: string; limit?: string }) =>
  bodyOf(appealApi.me.appeals.$get({ query }))
export const fetchAppeal = (id: string) => bodyOf(appealApi.me.appeals[':id'].$get({ param: { id } }))
export const withdraw = (id: string) => bodyOf(appealApi.me.appeals[':id'].withdraw.$post({ param: { id } }))
export const fetchPartners = async () => (await bodyOf(partnerApi.partners.$get())).partners

/** Sent again after a lost answer it is still one appeal. */
export function file(draft: MissingDeed & { text: string; evidence?: string }) {
  return once(`appeal ${JSON.stringify(draft)}`, sending =>
    bodyOf(appealApi.me.appeals.$post({ json: draft }, sending)),
  )
}

/** So far back an appeal is taken; the server has the last word. */
const daysBack = 30

/** The days that can be asked about, today first. */
export function daysAsked(): string[] {
  const today = dayOf(new Date(serverNow()))
  return Array.from({ length: daysBack + 1 }, (_, ago) => addDays(today, -ago))
}

export interface ClockWords {
  readonly words: string
  readonly blanks: Readonly<Record<string, string | number>>
  readonly look: 'calm' | 'late' | 'done'
}

/** What the clock of an appeal says: the key of its words, and how it looks. */
export function clockWords(appeal: Pick<Appeal, 'state' | 'workingDaysLeft' | 'overdue'>): ClockWords {
  const { state, workingDaysLeft: days, overdue } = appeal
  if (days === null) return { words: `appeals.state.${state}`, blanks: {}, look: 'done' }
  if (overdue) return { words: 'appeals.overdue', blanks: {}, look: 'late' }
  if (days === 0) return { words: 'appeals.lastDay', blanks: {}, look: 'calm' }
  return { words: 'appeals.daysLeft', blanks: { days }, look: 'calm' }
}
