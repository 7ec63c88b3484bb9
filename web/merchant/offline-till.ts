import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { OfflineResult } from '#shared/contract/tills.ts'
import { bodyOf, offlineApi, serverNow, tillApi } from '../api.ts'
import { NoAnswer, RefusedByServer } from '../ui/problem.ts'
import { useTask } from '../ui/use-task.ts'
import { tillPublicKey } from './till-crypto.ts'
import { changeKept, type Kept, readKept, readQueue, takeOut } from './till-store.ts'

const syncEveryMs = 10 * 60_000
/** A browser does not always say that the network is back. */
const sendEveryMs = 15_000
const batch = 20

/** The till without network: whether it is ready, what it may still take, and what waits to be sent. */
export const useOfflineTill = defineStore('offline-till', () => {
  const kept = shallowRef<Kept>({})
  const waiting = ref(0)
  const conflicts = shallowRef<readonly OfflineResult[]>([])
  let started = false

  async function readDevice(): Promise<void> {
    kept.value = await readKept()
    waiting.value = (await readQueue()).length
  }

  /** Sends what waits, in the order in which it was taken. */
  async function sendQueue(deviceId: string): Promise<void> {
    for (let rest = await readQueue(); rest.length > 0; rest = await readQueue()) {
      const entries = rest.slice(0, batch)
      const { results } = await bodyOf(
        offlineApi.vouchers['offline-acceptances'].$post({ json: { deviceId, entries } }),
      )
      await takeOut(entries.map(entry => entry.seq))
      conflicts.value = [...conflicts.value, ...results.filter(one => one.outcome !== 'accepted')]
      await readDevice()
    }
  }

  /**
   * Switched off, or of a shop that this person does not serve. Another shop may have the device as soon as
   * nothing waits to be sent for the first.
   */
  async function workAloneNoMore({ code }: RefusedByServer): Promise<void> {
    const fresh = code === 'device-not-found' && waiting.value === 0
    kept.value = await changeKept(before => (fresh ? {} : { ...before, pack: undefined }))
  }

  const syncing = useTask(async () => {
    await readDevice()
    const { tillId } = kept.value
    if (!tillId) return
    try {
      await sendQueue(tillId)
      const json = { clock: new Date().toISOString() }
      const pack = await bodyOf(tillApi.tills[':id'].pack.$post({ param: { id: tillId }, json }))
      kept.value = await changeKept(before => ({ ...before, pack, spentFen: 0, taken: [] }))
    } catch (error) {
      if (error instanceof RefusedByServer && error.code.startsWith('device-')) await workAloneNoMore(error)
      // Without network it goes on with what it has: that is what it is for.
      if (!(error instanceof NoAnswer)) throw error
    }
  })

  /** Registers this device and gets it ready. */
  const registering = useTask(async (name: string) => {
    const json = { name, deviceKey: await tillPublicKey() }
    const { id: tillId } = await bodyOf(tillApi.tills.$post({ json }))
    kept.value = await changeKept(before => ({ ...before, tillId }))
    await syncing.run()
  })

  /** From the first page on: reads what is there, and keeps it fresh. */
  async function start(): Promise<void> {
    if (started) return
    started = true
    window.addEventListener('online', () => void syncing.run())
    setInterval(() => void syncing.run(), syncEveryMs)
    setInterval(() => {
      if (waiting.value > 0) void syncing.run()
    }, sendEveryMs)
    await syncing.run()
  }

  const ready = computed(() => kept.value.pack !== undefined)
  const registered = computed(() => kept.value.tillId !== undefined)
  const leftFen = computed(() => Math.max(0, (kept.value.pack?.limitFen ?? 0) - (kept.value.spentFen ?? 0)))
  const until = computed(() => kept.value.pack?.until ?? null)
  const over = () => until.value !== null && serverNow() >= Date.parse(until.value)

  return {
    start,
    readDevice,
    sync: syncing.run,
    problem: syncing.problem,
    register: registering.run,
    registering: registering.running,
    registerProblem: registering.problem,
    ready,
    registered,
    leftFen,
    until,
    over,
    waiting,
    conflicts,
    tillId: computed(() => kept.value.tillId ?? null),
  }
})
