/** One thing taken out of the product that a test has to miss. */
export interface Mutant {
  readonly what: string
  readonly changes: readonly { readonly file: string; readonly from: string; readonly to: string }[]
  /** The smallest set of test files that should notice, */
  readonly tests: readonly string[]
  /** and the names of tests in them, as a pattern, where a file is large. */
  readonly named?: string
  /** Where one writer at a time would hide what is missing. */
  readonly onPostgres?: true
}

const schema = 'server/db/migrations/sqlite/0000_initial.sql'
const triggers = 'server/db/migrations/sqlite/0001_triggers.sql'
const committer = 'server/db/group-commit.ts'
const matrix = 'tests/api/matrix.test.ts'
const counter = 'tests/vouchers/counter.test.ts'
const codes = 'tests/attacks/codes.test.ts'

const one = (what: string, file: string, from: string, to: string, ...tests: string[]): Mutant => ({
  what,
  changes: [{ file, from, to }],
  tests,
})

export const mutants: readonly Mutant[] = [
  // What the database holds.
  one(
    'drop the unique key of events',
    schema,
    'CREATE UNIQUE INDEX `event_key_revision`',
    'CREATE INDEX `event_key_revision`',
    'tests/database/guards.test.ts',
  ),
  one(
    'drop the unique key of bindings',
    schema,
    'CREATE UNIQUE INDEX `binding_now`',
    'CREATE INDEX `binding_now`',
    'tests/database/guards.test.ts',
    'tests/identity/bindings.test.ts',
  ),
  one(
    'drop the check that a wallet is not negative',
    schema,
    'CHECK("wallet"."spendable" >= 0)',
    'CHECK("wallet"."spendable" >= -1000000)',
    'tests/database/guards.test.ts',
  ),
  one(
    'drop the check that stock is not negative',
    schema,
    'CHECK("reward"."stock" >= 0)',
    'CHECK("reward"."stock" >= -1000)',
    'tests/database/guards.test.ts',
  ),
  one(
    'let transfers be deleted',
    triggers,
    'create trigger transfer_no_delete before delete on transfer begin',
    'create trigger transfer_no_delete before delete on transfer when false begin',
    'tests/database/history.test.ts',
  ),
  {
    what: 'synchronous NORMAL instead of FULL',
    changes: [
      { file: 'server/db/open-sqlite.ts', from: "'synchronous = FULL'", to: "'synchronous = NORMAL'" },
      { file: 'server/db/open-sqlite.ts', from: 'simple: true }), 2,', to: 'simple: true }), 1,' },
    ],
    tests: ['tests/database/embedded.test.ts'],
  },
  one(
    'answer before the commit',
    committer,
    `      connection.exec('commit')
      for (const outcome of outcomes) {
        if ('reason' in outcome) outcome.caller.reject(outcome.reason)
        else outcome.caller.resolve(outcome.value)
      }`,
    `      for (const outcome of outcomes) {
        if ('reason' in outcome) outcome.caller.reject(outcome.reason)
        else outcome.caller.resolve(outcome.value)
      }
      connection.exec('commit')`,
    'tests/database/embedded.test.ts',
    'tests/database/transaction.test.ts',
  ),
  one(
    'keep what a refused command wrote',
    committer,
    "connection.exec('rollback to command')",
    "connection.exec('select 1')",
    'tests/database/transaction.test.ts',
  ),

  // What statements guard.
  {
    ...one(
      'drop stock > 0 when redeeming',
      'server/rewards/redeem-reward.ts',
      "and(eq(reward.id, given('id', reward.id)), gt(reward.stock, 0))",
      "eq(reward.id, given('id', reward.id))",
      'tests/rewards/redeem.test.ts',
    ),
    named: 'sells exactly 100',
    onPostgres: true,
  },
  one(
    'drop the limit per person',
    'server/rewards/redeem-reward.ts',
    '      setWhere: lt(rewardUse.used, most),\n',
    '',
    'tests/rewards/redeem.test.ts',
  ),
  {
    ...one(
      'accept a voucher whatever its state',
      'server/vouchers/accept-voucher.ts',
      "        eq(voucher.state, 'issued'),\n" +
        "        eq(voucher.acceptances, given('acceptances', voucher.acceptances)),\n",
      '',
      counter,
    ),
    named: 'makes a token worthless|the second scan says',
  },
  {
    ...one(
      'take the code of an expired step',
      'shared/domain/voucher-proof.ts',
      "  return stepTaken(code.step, atMs, graceMs) ? certified : 'code-expired'\n",
      '  void stepTaken\n  void graceMs\n  return certified\n',
      'tests/vouchers/code.test.ts',
      counter,
    ),
    named: 'is good more than|outlasts a queue',
  },
  {
    ...one(
      'let staff accept their own voucher',
      'server/merchants/person-at-counter.ts',
      'return row?.phoneIndex === staff.phoneIndex',
      'return staff.phoneIndex === String(row)',
      counter,
    ),
    named: 'is refused to the one whose voucher it is',
  },

  // Whose it is.
  one(
    'skip the owner of a voucher',
    'server/vouchers/queries.ts',
    "return row?.residentId === residentId ? row : refuse('voucher-not-found')",
    "return row ?? refuse('voucher-not-found', { residentId })",
    matrix,
  ),
  one(
    'skip the owner of a record',
    'server/activities/queries.ts',
    '          eq(activity.residentId, residentId),\n          sql`${activity.id} in',
    '          eq(activity.id, id),\n          sql`${activity.id} in',
    matrix,
  ),
  one(
    'skip the owner of a binding',
    'server/identity/unbind.ts',
    'and(eq(binding.id, bindingId), eq(binding.residentId, residentId))',
    'and(eq(binding.id, bindingId))',
    matrix,
  ),
  one(
    'skip the owner of a consent',
    'server/identity/consents.ts',
    'and(eq(consent.id, consentId), eq(consent.residentId, residentId))',
    'and(eq(consent.id, consentId))',
    matrix,
  ),
  one(
    'skip the merchant of a settlement',
    'server/merchants/settlement-queries.ts',
    'and(eq(settlement.id, id), eq(settlement.merchantId, merchantId))',
    'and(eq(settlement.id, id))',
    matrix,
  ),
  one(
    'skip the merchant of an inspected voucher',
    'server/vouchers/inspect-voucher.ts',
    "if (shown?.merchantId !== staff.merchantId) return refuse('voucher-unknown')",
    "if (!shown) return refuse('voucher-unknown')",
    matrix,
  ),
  one(
    'skip the source of an event',
    'server/activities/read-reports.ts',
    "  if (event.source !== partner.code) return { code: 'source-foreign', fact: 'source' }\n",
    '',
    'tests/activities/ingest.test.ts',
  ),
  one(
    'skip the consent of a resident',
    'server/activities/read-subjects.ts',
    'if (!held(occurredAt) || !held(now)) return null',
    'void [held, now]',
    'tests/activities/repeats.test.ts',
  ),
  one(
    'skip the overlap of claims',
    'shared/domain/deed.ts',
    'return a.class === b.class && a.fromAt < b.untilAt && b.fromAt < a.untilAt',
    'return a.class === b.class && a.fromAt.getTime() === b.fromAt.getTime() && a.untilAt === b.untilAt',
    'tests/activities/repeats.test.ts',
  ),

  // Who is let in.
  one(
    'accept an expired access token',
    'server/partners/token.ts',
    '    currentDate: ctx.now(),',
    "    currentDate: new Date('2026-01-01'),\n    clockTolerance: 1e9,",
    'tests/attacks/tokens.test.ts',
  ),
  one(
    'take any audience of a token',
    'server/merchants/own-code.ts',
    '      typ: tokenType,\n      issuer: ctx.config.deploymentId,\n      audience,\n',
    '      issuer: ctx.config.deploymentId,\n',
    'tests/attacks/tokens.test.ts',
  ),
  one(
    'take an assertion twice',
    'server/partners/assertion.ts',
    'return first !== undefined',
    'return first !== null',
    'tests/attacks/assertions.test.ts',
  ),
  one(
    'take an assertion of an ended key',
    'server/partners/assertion.ts',
    '        eq(partnerKey.kid, kid),\n        isNull(partnerKey.endedAt),',
    '        eq(partnerKey.kid, kid),',
    'tests/attacks/assertions.test.ts',
  ),
  one(
    'look for no origin beside a cookie',
    'server/http/session.ts',
    "if (request.header('origin')?.toLowerCase() !== own.toLowerCase()) refuse('origin-foreign')",
    'void own',
    'tests/attacks/headers.test.ts',
  ),
  one(
    'release the brake on wrong codes',
    'server/identity/sign-in.ts',
    'return wait > 0 ? { wait } :',
    'return wait > 1e9 ? { wait } :',
    codes,
  ),
  one(
    'give back a wrong try of a code',
    'server/identity/sign-in.ts',
    'triesLeft: sql`${signInCode.triesLeft} - 1`',
    'triesLeft: sql`${signInCode.triesLeft}`',
    'tests/identity/sign-in.test.ts',
  ),
  one(
    'believe X-Forwarded-For of anybody',
    'server/http/address.ts',
    'if (trustedProxies === 0) return socket',
    "if (trustedProxies === 0) return c.req.header('x-forwarded-for') ?? socket",
    codes,
  ),
  one(
    'answer another body under the same Idempotency-Key',
    'server/http/idempotency.ts',
    "if (row.fingerprint !== asked.fingerprint) refuse('idempotency-key-reused')",
    "void 'idempotency-key-reused'",
    'tests/api/keys.test.ts',
  ),
]
