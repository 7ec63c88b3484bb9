import { activityApi, bodyOf, statementApi, todayApi } from '../api.ts'

export const fetchWallet = () => bodyOf(activityApi.me.wallet.$get())
export const fetchCarbon = () => bodyOf(activityApi.me.carbon.$get())
export const fetchRecords = (query: { cursor?: string; limit?: string }) =>
  bodyOf(activityApi.me.activities.$get({ query }))
export const fetchReceipt = (id: string) => bodyOf(activityApi.me.activities[':id'].$get({ param: { id } }))
export const fetchToday = () => bodyOf(todayApi.me.today.$get())
export const fetchNews = (since: string | null) =>
  bodyOf(statementApi.me.news.$get({ query: since ? { since } : {} }))
export const fetchStatement = (query: { cursor?: string; kind?: StatementKind; month?: string }) =>
  bodyOf(statementApi.me.statement.$get({ query: { limit: '25', ...query } }))
export const fetchLine = (id: string) => bodyOf(statementApi.me.statement[':id'].$get({ param: { id } }))

export type StatementKind = 'earned' | 'redeemed' | 'refunded' | 'expired' | 'adjusted'
export type Wallet = Awaited<ReturnType<typeof fetchWallet>>
export type Carbon = Awaited<ReturnType<typeof fetchCarbon>>
export type ActivityRecord = Awaited<ReturnType<typeof fetchRecords>>['items'][number]
export type ReceiptRecord = Awaited<ReturnType<typeof fetchReceipt>>
export type TodayView = Awaited<ReturnType<typeof fetchToday>>
export type ActionStandingView = TodayView['actions'][number]
export type News = Awaited<ReturnType<typeof fetchNews>>
export type StatementSummary = NonNullable<Awaited<ReturnType<typeof fetchStatement>>['summary']>
export type StatementLine = Awaited<ReturnType<typeof fetchStatement>>['items'][number]
