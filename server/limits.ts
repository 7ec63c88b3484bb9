const second = 1_000
const minute = 60 * second
const day = 24 * 60 * minute

/**
 * Every bound of the server, in one place. What the programme decides (caps, windows, prices) stands in
 * rules and rewards.
 */
export const limits = {
  // Writing.
  groupCommands: 256,
  groupMs: 20,
  groupMsMax: 100,
  turnsPerGroup: 8,
  writersWaiting: 2_000,
  writerWaitMs: 5 * second,
  busyMs: 0,
  beginAttempts: 200,
  beginPauseMs: 25,
  transactionAttempts: 30,
  retryPauseMs: 2,
  retryPauseMsMax: 200,
  poolConnections: 10,
  poolWaitMs: 5 * second,
  rushWaitMs: 15 * second,
  stuckMs: 4 * second,
  lockMs: 5 * second,
  statementMs: 60 * second,
  cacheKiB: 65_536,
  walBytes: 67_108_864,
  // The journal is folded in from here on, and begun anew when it is 16 MB long.
  foldFromBytes: 2 * 1024 * 1024,
  foldEveryMs: 500,
  foldTurnFrames: 4_096,
  foldTurnMs: second,
  cachedStatements: 500,
  // More pages than a file can have: a copy is made in one step.
  backupPages: 2_147_483_647,

  // Requests. A unit is a single request, or so many bytes of a batch: both are about as much work.
  requestsInFlight: 384,
  requestsForTills: 48,
  requestUnitBytes: 4 * 1024,
  bodyBytes: 64 * 1024,
  batchBytes: 1024 * 1024,
  batchEvents: 1_000,
  jsonDepth: 8,
  chunkRows: 500,
  // Of a job: while its transaction runs on the embedded database, everybody waits.
  jobRows: 100,
  pageRows: 50,
  pageRowsMax: 100,
  headersMs: 5 * second,
  headerBytes: 16_384,
  connectionsCheckMs: second,
  idleSweepMs: 50,
  drainTurns: 4,
  drainMs: 3 * second,
  brokenAnswerMs: 200,
  clockWatchMs: second,
  clockJumpMs: 5 * second,
  requestMs: 7 * second,
  healthKeptMs: second,

  // Signing in from one address: many may share one, behind their operator's gateway or our own balancer.
  addressTries: 300,
  addressTriesMs: minute,
  addressesKept: 20_000,

  // People signing in.
  codeDigits: 6,
  codeLifeMs: 5 * minute,
  codeTries: 5,
  codeResendMs: 60 * second,
  codesPerPhoneDay: 10,
  codesPerPhoneHour: 5,
  // Thousands of phones may share the address of their operator's gateway.
  codesPerAddressHour: 1_000,
  codesPerDay: 100_000,
  failedCodesPerHour: 2_000,
  sessionsListed: 50,
  residentSessionMs: 30 * day,
  staffSessionMs: day,
  administratorSessionMs: 8 * 60 * minute,
  administratorIdleMs: 15 * minute,
  passwordTries: 5,
  passwordLockMs: 15 * minute,
  demoCodesShown: 20,
  signInRemainsMs: 2 * day,

  // Partners.
  partnerTokenMs: 15 * minute,
  partnerTokensKept: 1_000,
  partnerKeysLive: 2,
  partnerKeysListed: 50,
  assertionMs: 5 * minute,
  assertionSkewMs: 30 * second,
  bindingCodeLifeMs: 10 * minute,
  bindingCodeTries: 5,
  bindingCodeTriesMs: 10 * minute,
  consentsPerResident: 200,
  bindingsListed: 100,
  // Taking one's data along: rows of a page in memory, and the longest of the small lists.
  exportRows: 200,
  exportListed: 1_000,
  householdMembersListed: 50,
  householdMembers: 12,
  householdInvitationMs: 10 * minute,
  householdInvitationSigns: 8,
  householdInvitationTries: 5,
  childrenPerGuardian: 6,
  minorYears: 14,
  helpersListed: 20,
  servedActsListed: 100,
  sharedDeedsListed: 50,

  // The desk of a community: how often an attendant may do what on one day.
  deskFindings: 300,
  deskEnrolments: 60,
  deskCards: 60,
  deskBindings: 120,
  deskForms: 120,
  deskWeighings: 300,
  deskRedemptions: 120,
  deskPrints: 300,
  deskVouchersListed: 20,
  pictureBytes: 600 * 1024,
  pictureBodyBytes: 900 * 1024,
  partnersListed: 200,

  // Idempotency.
  idempotencyMs: 30 * day,

  // Vouchers.
  codeStepGraceMs: 5 * second,
  typedNumberMs: minute,
  typedNumberTries: 5,
  typedNumberLockMs: 5 * minute,
  acceptanceMs: 2 * minute,
  undoMs: 5 * minute,
  refundGraceDays: 30,
  lapseBatch: 100,
  lapseBatches: 1_000,

  // Rewards that are sold out: a unit is kept through the end of the second day after the turn came.
  reservationDays: 2,
  waitingPerReward: 5_000,
  waitingPlacesPerResident: 20,
  waitingPlacesListed: 50,
  waitingPlaceShownMs: 7 * day,
  rewardsAtOnce: 100,
  restockPlansPerReward: 20,
  restockPlansListed: 100,
  searchWords: 5,

  // Tills without network. What one may take until it is back: six busy hours of a small shop.
  offlineMs: 8 * 60 * minute,
  offlineFen: 50_000,
  offlineEntries: 40,
  offlineAheadMs: 2 * minute,
  offlineTitles: 200,
  revokedListed: 20_000,
  packsKeptMs: 30 * day,
  devicesPerShop: 100,

  // Who serves at a counter.
  invitationMs: 2 * day,
  invitationSigns: 10,
  invitationTries: 1_000,
  standsInDays: 31,
  handoverMs: 3 * day,

  // Attesting at a counter.
  residentCodeMs: 60 * second,
  attestationCodeMs: 30 * minute,
  attestationTries: 5,
  attestationTryMs: 10 * minute,

  // Activities.
  scoredDaysBack: 7,
  reviewedDaysBack: 30,
  aheadMs: 5 * minute,
  detailDays: 30,
  ingestAttempts: 6,
  singlesWaiting: 2_000,
  // Of single events in one batch: a larger one would hold up the others for longer than it saves.
  gatherEvents: 100,
  verifyRows: 2_000,

  // Appeals about missing points. What was filed in time may be credited as late as this.
  appealWorkingDays: 10,
  appealsOpen: 3,
  appealsADay: 5,
  appealCreditDays: 400,
  appealRecords: 100,
  appealRefusals: 5,
  appealDelaySample: 500,
  appealDelaysCounted: 50,

  // Sealing. A transaction lasts less than the lookback; what commits later still waits for the nightly
  // sweep.
  sealRows: 500,
  sealBlocks: 200,
  // The embedded database answers while everybody waits: little at a time.
  sealPageRows: 100,
  sealLookbackMs: 5 * minute,
  sealSpanMs: 60 * minute,
  sealHeadBytes: 4_096,
  sealFindings: 20,

  // Scheduled backups that are kept: every quarter of an hour, then one a day, then one a month.
  backupsNewest: 48,
  backupDays: 35,
  backupMonths: 6,
  backupChunkBytes: 1024 * 1024,
  // Flushed so often, a copy leaves room on the disk for everybody's commits.
  backupFlushMs: 20,
  backupHeaderBytes: 256,

  // Shipping the journal of the embedded database.
  journalTickMs: 300,
  journalSegmentBytes: 8_388_608,
  journalFoldFrames: 8_192,
  journalRestFrames: 512,
  journalLockMs: 100,
  journalLockPauseMs: 0.3,
  journalBehindMs: 3 * second,
  journalSilentMs: 10 * second,
  // So long may the log grow that could not be shipped; then shipping gives up and begins anew.
  journalLogBytes: 536_870_912,
  journalReadyMs: 3 * second,
  journalAnswerMs: 30 * second,
  journalStopMs: 5 * second,
  journalRestartMs: second,
  journalBaseRetryMs: minute,

  // Six months are 184 days at most (Cybersecurity Law, Art. 23).
  logDays: 200,

  // Importing.
  importLineLength: 16_384,
  importMapBytes: 65_536,
  importTries: 5,
  importPauseMs: second,
  importLinesShown: 20,
  spreadRidersMax: 100_000,
  spreadRidersAtOnce: 100,
} as const
