export const voucherStates = ['issued', 'accepted', 'cancelled', 'lapsed'] as const
export type VoucherState = (typeof voucherStates)[number]

export const voucherSteps = ['issue', 'accept', 'undo', 'cancel', 'lapse'] as const
export type VoucherStep = (typeof voucherSteps)[number]

const moves: Readonly<Record<VoucherStep, { readonly from: VoucherState | null; readonly to: VoucherState }>> = {
  issue: { from: null, to: 'issued' },
  accept: { from: 'issued', to: 'accepted' },
  undo: { from: 'accepted', to: 'issued' },
  cancel: { from: 'issued', to: 'cancelled' },
  lapse: { from: 'issued', to: 'lapsed' },
}

/** The state a step leads to, or null where a voucher in this state cannot take it. */
export function stateAfter(state: VoucherState | null, step: VoucherStep): VoucherState | null {
  return moves[step].from === state ? moves[step].to : null
}
