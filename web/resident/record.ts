import { activityApi, bodyOf } from '../api.ts'

export const fetchWallet = () => bodyOf(activityApi.me.wallet.$get())
export const fetchCarbon = () => bodyOf(activityApi.me.carbon.$get())
export const fetchRecords = (query: { cursor?: string; limit?: string }) =>
  bodyOf(activityApi.me.activities.$get({ query }))
export const fetchReceipt = (id: string) => bodyOf(activityApi.me.activities[':id'].$get({ param: { id } }))

export type Wallet = Awaited<ReturnType<typeof fetchWallet>>
export type Carbon = Awaited<ReturnType<typeof fetchCarbon>>
export type ActivityRecord = Awaited<ReturnType<typeof fetchRecords>>['items'][number]
