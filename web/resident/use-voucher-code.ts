import { computed, ref, watch } from 'vue'
import type { Voucher } from '#shared/contract/vouchers.ts'
import { formatVoucherCode, msUntilNextStep, signedText, stepAt } from '#shared/domain/voucher-code.ts'
import { NoAnswer } from '../ui/problem.ts'
import { useLoad, useTask } from '../ui/use-task.ts'
import { deviceKeyName, signWithDevice } from './device-key.ts'
import { fetchCertificate, heldUntil, heldVoucher } from './held-vouchers.ts'
import { useClock } from './use-clock.ts'

/** What codes of a voucher are made of, and until when without the server; or why there are none. */
type Maker =
  | { readonly certificate: string; readonly deploymentId: string; readonly offlineUntil: Date | null }
  | { readonly missing: 'otherDevice' | 'noDevice' | 'heldOver' }

/** With a network the server's certificate of now, without one what this phone holds. */
async function findMaker(voucher: Voucher): Promise<Maker> {
  if (voucher.deviceKey === null) return { missing: 'noDevice' }
  try {
    const fetched = await fetchCertificate(voucher)
    return fetched ? { ...fetched, offlineUntil: null } : { missing: 'otherDevice' }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    if ((await deviceKeyName()) !== voucher.deviceKey) return { missing: 'otherDevice' }
    const held = await heldVoucher(voucher.id)
    return held ? { ...held, offlineUntil: heldUntil(held) } : { missing: 'heldOver' }
  }
}

/** The code of a voucher as it is now: signed anew by this phone with each step. */
export function useVoucherCode(voucher: Voucher) {
  const nowMs = useClock()
  const maker = useLoad(() => findMaker(voucher))
  const code = ref<string | null>(null)
  const step = computed(() => stepAt(nowMs.value))

  const signing = useTask(async () => {
    const made = maker.data
    if (!made || 'missing' in made) return
    if (made.offlineUntil && made.offlineUntil.getTime() <= nowMs.value) {
      code.value = null
      maker.data = { missing: 'heldOver' }
      return
    }
    const of = step.value
    const signature = await signWithDevice(signedText(made.deploymentId, voucher.id, of))
    code.value = formatVoucherCode({ certificate: made.certificate, step: of, signature })
  })
  watch([() => maker.data, step], () => void signing.run())

  const secondsLeft = computed(() => Math.ceil(msUntilNextStep(nowMs.value) / 1_000))
  return { maker, code, secondsLeft, problem: signing.problem }
}
