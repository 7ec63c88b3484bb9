/** What every request that must not happen twice may be refused with. */
export const spending = [
  'not-signed-in',
  'origin-foreign',
  'idempotency-key-missing',
  'idempotency-key-invalid',
  'idempotency-key-reused',
] as const

/** What redeeming for somebody else may be refused with. */
export const redeemRefusals = [
  'not-found',
  'request-invalid',
  'device-key-invalid',
  'reward-not-found',
  'reward-not-on-sale',
  'reward-sold-out',
  'per-person-limit',
  'balance-too-low',
] as const
