/** What fills the blanks of a sentence: `{max}` and the like. Never personal data, never a secret. */
export type RefusalFacts = Readonly<Record<string, string | number>>

interface Sentence {
  /** HTTP status of the answer. */
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503
  readonly zh: string
  readonly en: string
}

const say = <const Code extends string>(table: Record<Code, Sentence>) => table

/** Every reason to say no: a stable code, its status, and one sentence for a person in both languages. */
export const refusals = say({
  // The request itself.
  'request-invalid': {
    status: 400,
    zh: '提交的内容有误，请检查后重试。',
    en: 'Something in the request is not valid. Please check it and try again.',
  },
  'json-malformed': { status: 400, zh: '内容不是有效的 JSON。', en: 'The body is not valid JSON.' },
  'text-invalid': {
    status: 400,
    zh: '内容含有无效字符。',
    en: 'The body contains characters that are not allowed.',
  },
  'body-too-large': {
    status: 413,
    zh: '内容太大，最多 {max} 字节。',
    en: 'The body is too large: at most {max} bytes.',
  },
  'batch-too-large': {
    status: 413,
    zh: '一次最多提交 {max} 条记录。',
    en: 'A batch holds at most {max} events.',
  },
  'content-type-unsupported': {
    status: 415,
    zh: '不支持这种内容类型。',
    en: 'This content type is not supported.',
  },
  'method-not-allowed': { status: 405, zh: '不支持这种操作。', en: 'This method is not supported here.' },
  'not-found': { status: 404, zh: '没有找到您要的内容。', en: 'We could not find what you asked for.' },
  'origin-foreign': {
    status: 403,
    zh: '请求来自其他网站，已拒绝。',
    en: 'The request came from another site and was refused.',
  },
  'idempotency-key-missing': {
    status: 400,
    zh: '缺少 Idempotency-Key 请求头。',
    en: 'The Idempotency-Key header is missing.',
  },
  'idempotency-key-invalid': {
    status: 400,
    zh: 'Idempotency-Key 须为 1 至 64 个字母、数字或 . _ : - 。',
    en: 'Idempotency-Key must be 1 to 64 letters, digits or . _ : - characters.',
  },
  'idempotency-key-reused': {
    status: 422,
    zh: '这个 Idempotency-Key 已用于另一项请求。',
    en: 'This Idempotency-Key was used for a different request.',
  },
  'idempotency-key-busy': {
    status: 409,
    zh: '同一请求正在处理，请稍候。',
    en: 'The same request is still being processed.',
  },

  // The service.
  unavailable: {
    status: 503,
    zh: '服务暂时不可用，请稍后再试；您的数据没有改变。',
    en: 'The service is unavailable for a moment. Nothing was changed; please try again soon.',
  },
  'too-busy': {
    status: 503,
    zh: '现在人多，请稍后再试。',
    en: 'We are very busy. Please try again in a moment.',
  },
  'too-many-requests': {
    status: 429,
    zh: '操作太频繁，请在 {seconds} 秒后再试。',
    en: 'Too many requests. Please try again in {seconds} seconds.',
  },
  internal: {
    status: 500,
    zh: '系统出了问题，我们已经记录。',
    en: 'Something went wrong on our side. It has been recorded.',
  },
  'backup-elsewhere': {
    status: 400,
    zh: 'PostgreSQL 请用它自带的备份工具。',
    en: 'Use PostgreSQL’s own backup tools.',
  },

  // Activities.
  'event-invalid': {
    status: 400,
    zh: '这条记录的 {fact} 缺失或不正确。',
    en: 'The event’s {fact} is missing or not valid.',
  },
  'source-foreign': {
    status: 403,
    zh: '记录的 source 不是您的合作方代码。',
    en: 'The event’s source is not your partner code.',
  },
  'action-type-unknown': { status: 400, zh: '没有这种行动。', en: 'There is no such action type.' },
  'action-type-closed': { status: 403, zh: '这种行动尚未开放。', en: 'This action type is not open yet.' },
  'action-type-foreign': {
    status: 403,
    zh: '您没有上报这种行动的权限。',
    en: 'You may not report this action type.',
  },
  'fact-invalid': {
    status: 400,
    zh: '事实 {fact} 缺失或不正确。',
    en: 'The fact {fact} is missing or not valid.',
  },
  'distance-missing': {
    status: 400,
    zh: '行程缺少起止站点或里程。',
    en: 'The ride has neither its stations nor its distance.',
  },
  'station-unknown': { status: 400, zh: '没有 {fact} 这个站点。', en: 'The station in {fact} is not known.' },
  'stations-not-connected': {
    status: 400,
    zh: '两个站点之间没有轨道相连。',
    en: 'No line connects the two stations.',
  },
  'no-distance': {
    status: 400,
    zh: '进出同一车站，没有行程。',
    en: 'The ride begins and ends at the same station.',
  },
  'subject-unavailable': {
    status: 404,
    zh: '该用户未绑定或未同意。',
    en: 'This subject is not bound or has not consented.',
  },
  'time-ahead': { status: 400, zh: '记录的时间晚于现在。', en: 'The event’s time lies ahead of now.' },
  'time-too-old': {
    status: 400,
    zh: '记录太久，超过 30 天不再受理。',
    en: 'The event is older than 30 days.',
  },
  'already-claimed': {
    status: 409,
    zh: '同一时段的同一行动已有记录。',
    en: 'The same deed at the same time has been counted already.',
  },
  'event-conflict': {
    status: 409,
    zh: '同一 id 已用于另一条内容。',
    en: 'The same id was used with other content.',
  },
  'revision-gap': {
    status: 409,
    zh: '修订号必须紧接上一次。',
    en: 'The revision must follow the last one directly.',
  },
  'revision-late': {
    status: 409,
    zh: '超过 7 天的修订不能增加积分。',
    en: 'A revision after 7 days cannot pay more.',
  },
  'subject-changed': {
    status: 409,
    zh: '修订不能更换用户或行动。',
    en: 'A revision cannot change the subject or the action type.',
  },
  'already-reviewed': {
    status: 409,
    zh: '这条记录已经审核过了。',
    en: 'This activity has been reviewed already.',
  },
  'nothing-to-retract': { status: 404, zh: '没有可撤回的记录。', en: 'There is no activity to withdraw.' },

  // Points.
  'account-short': { status: 409, zh: '积分或预算不够。', en: 'The points or the budget do not reach.' },
  'balance-too-low': {
    status: 409,
    zh: '积分不够：需要 {needed}，可用 {have}。',
    en: 'There are not enough points: {needed} are needed, {have} can be spent.',
  },

  // Who is asking.
  'not-signed-in': { status: 401, zh: '请先登录。', en: 'Please sign in first.' },
  'not-permitted': { status: 403, zh: '您没有这项权限。', en: 'You are not permitted to do this.' },
  'token-invalid': {
    status: 401,
    zh: '访问令牌无效或已过期。',
    en: 'The access token is invalid or has expired.',
  },

  // Signing in, consent, bindings, cards.
  'binding-code-wrong': {
    status: 422,
    zh: '绑定码不对或已过期，请向合作单位重新索取。',
    en: 'The binding code is wrong or has expired. Please ask the operator for a new one.',
  },
  'card-active': {
    status: 409,
    zh: '这位居民已有一张有效的爱心卡，请用“换卡”。',
    en: 'This resident already has an active card. Please replace it instead.',
  },
  'card-not-active': {
    status: 409,
    zh: '这张爱心卡已停用或已更换。',
    en: 'This card has been blocked or replaced.',
  },
  'client-invalid': {
    status: 401,
    zh: '客户端编号或密钥不对。',
    en: 'The client id or secret is not right.',
  },
  'code-locked': {
    status: 429,
    zh: '验证码错误次数太多，请重新获取。',
    en: 'Too many wrong codes. Please request a new one.',
  },
  'code-wrong': { status: 401, zh: '验证码不对或已过期。', en: 'The code is wrong or has expired.' },
  'grant-type-unsupported': {
    status: 400,
    zh: '只支持 client_credentials。',
    en: 'Only client_credentials is supported.',
  },
  'name-taken': { status: 409, zh: '这个名称已被使用。', en: 'This name is already taken.' },
  'partner-key-invalid': {
    status: 422,
    zh: '公钥无效，请提供 Ed25519 或 P-256 公钥。',
    en: 'The public key is not valid. Please send an Ed25519 or a P-256 key.',
  },
  'partner-key-taken': { status: 409, zh: '这把公钥已登记过。', en: 'This key has been registered before.' },
  'partner-keys-full': {
    status: 409,
    zh: '最多同时使用 {most} 把公钥，请先停用一把。',
    en: 'At most {most} keys may be in use at once. Please end one first.',
  },
  'phone-taken': { status: 409, zh: '这个手机号已被使用。', en: 'This phone number is already in use.' },
  'serving-oneself': {
    status: 403,
    zh: '不能为自己或家人办理，请找另一位服务员。',
    en: 'You cannot serve yourself or your own household. Please ask a colleague.',
  },
  'sign-in-refused': {
    status: 401,
    zh: '名称、密码或动态码不对；连续 {tries} 次失败会锁定 {minutes} 分钟。',
    en: 'Name, password or one-time code is not right. {tries} failures in a row lock the account for {minutes} minutes.',
  },
  'sms-unavailable': {
    status: 503,
    zh: '短信暂时发不出去，请稍后再试。',
    en: 'Text messages cannot be sent at the moment. Please try again later.',
  },
  'terms-not-accepted': {
    status: 422,
    zh: '首次登录请先同意服务条款。',
    en: 'Please accept the terms before you sign in for the first time.',
  },

  // Rules, factors and public money.
  'action-type-not-found': { status: 422, zh: '没有这种行动。', en: 'There is no such action.' },
  'budget-not-found': { status: 422, zh: '没有这笔预算。', en: 'There is no such budget.' },
  'factor-changed': {
    status: 409,
    zh: '减排因子 {code} 第 {version} 版已发布，不能更改；请另发新版本。',
    en: 'Version {version} of factor {code} is published and stays as it is. Publish a new version instead.',
  },
  'rule-changed': {
    status: 409,
    zh: '规则内容与您看到的不同，请重新查看。',
    en: 'The rule is not the one you read. Please read it again.',
  },
  'rule-code-taken': {
    status: 409,
    zh: '编号 {code} 属于另一种行动的规则。',
    en: 'The code {code} belongs to a rule of another action.',
  },
  'rule-invalid': {
    status: 422,
    zh: '规则有 {problems} 处问题，第一处在 {at}：{problem}。',
    en: 'The rule has {problems} problems; the first is at {at}: {problem}.',
  },
  'rule-not-found': { status: 404, zh: '没有这条规则。', en: 'There is no such rule.' },
  'rule-own-draft': {
    status: 403,
    zh: '自己起草的规则须由另一人批准。',
    en: 'A rule is approved by somebody other than its author.',
  },
  'rule-state': {
    status: 409,
    zh: '规则当前状态（{state}）不允许这样做。',
    en: 'The rule is {state}, so this cannot be done.',
  },
  'rule-window': {
    status: 422,
    zh: '生效时间不能早于现在，结束时间须晚于开始时间。',
    en: 'A rule begins now or later, and ends after it begins.',
  },

  // Rewards and vouchers.
  'device-key-invalid': {
    status: 400,
    zh: '设备密钥无效，请刷新页面后重试。',
    en: 'The device key is not valid. Please reload the page and try again.',
  },
  'per-person-limit': {
    status: 409,
    zh: '这项权益每人限兑 {most} 份，您已达上限。',
    en: 'Each person may redeem this reward {most} times, and you have reached that.',
  },
  'reward-not-found': { status: 404, zh: '没有这项权益。', en: 'There is no such reward.' },
  'reward-not-on-sale': {
    status: 409,
    zh: '这项权益现在不在兑换时间内。',
    en: 'This reward is not on sale now.',
  },
  'reward-sold-out': { status: 409, zh: '这项权益已兑完。', en: 'This reward is sold out.' },
  'voucher-not-found': { status: 404, zh: '没有这张兑换券。', en: 'There is no such voucher.' },
  'voucher-already-used': {
    status: 409,
    zh: '这张券已经使用过。',
    en: 'This voucher has been used already.',
  },
  'voucher-cancelled': {
    status: 409,
    zh: '这张券已取消，积分已退回。',
    en: 'This voucher was cancelled and its points went back.',
  },
  'voucher-lapsed': {
    status: 410,
    zh: '这张券已过期，积分会自动退回。',
    en: 'This voucher has lapsed. Its points go back by themselves.',
  },
  'voucher-without-device': {
    status: 409,
    zh: '这张券没有绑定手机，请报十位数字。',
    en: 'This voucher is bound to no phone. Please use its ten digits.',
  },

  // At the counter.
  'code-expired': {
    status: 410,
    zh: '这个码已过期，请顾客刷新后再扫，或报十位数字。',
    en: 'This code has expired. Please ask the customer to refresh it, or to read out the ten digits.',
  },
  'code-invalid': {
    status: 422,
    zh: '这不是有效的码，请核对后重试。',
    en: 'This is not a valid code. Please check it and try again.',
  },
  'code-other-deployment': {
    status: 422,
    zh: '这是其他平台的码，在这里不能使用。',
    en: 'This code belongs to another programme and is worth nothing here.',
  },
  'number-locked': {
    status: 429,
    zh: '数字输错次数太多，请在 {seconds} 秒后再试，或改用扫码。',
    en: 'Too many wrong numbers. Please wait {seconds} seconds, or scan the code instead.',
  },
  'voucher-unknown': {
    status: 404,
    zh: '没有找到可在本店使用的券，请核对后再试。',
    en: 'We found no voucher that can be used here. Please check and try again.',
  },
  'own-voucher': {
    status: 403,
    zh: '不能核销自己的券，请找同事办理。',
    en: 'You cannot accept your own voucher. Please ask a colleague.',
  },
  'own-attestation': {
    status: 403,
    zh: '不能为自己确认，请找同事办理。',
    en: 'You cannot vouch for yourself. Please ask a colleague.',
  },
  'voucher-not-accepted': {
    status: 409,
    zh: '这张券没有核销，不需要撤销。',
    en: 'This voucher has not been accepted, so there is nothing to undo.',
  },
  'undo-too-late': {
    status: 403,
    zh: '已超过 {minutes} 分钟，请店长撤销。',
    en: 'More than {minutes} minutes have passed. Please ask the owner to undo it.',
  },
  'attestation-code-expired': {
    status: 410,
    zh: '这个码已过期，请店员重新确认。',
    en: 'This code has expired. Please ask the staff to confirm again.',
  },
  'attestation-code-wrong': {
    status: 422,
    zh: '没有这个码，请核对后重试。',
    en: 'There is no such code. Please check it and try again.',
  },
  'attestation-code-used': { status: 409, zh: '这个码已被领取。', en: 'This code has been claimed already.' },
  'attestation-not-found': { status: 404, zh: '没有这次确认。', en: 'There is no such confirmation.' },
  'one-code-each': {
    status: 409,
    zh: '您已领取过这一桌的码，一人一个。',
    en: 'You have claimed a code of this table already. One for each person.',
  },

  // Merchants and settlements.
  'merchant-not-found': { status: 404, zh: '没有这家商户。', en: 'There is no such merchant.' },
  'staff-not-found': { status: 404, zh: '没有这位店员。', en: 'There is no such member of staff.' },
  'owner-stays': { status: 409, zh: '不能移除店长。', en: 'The owner cannot be removed.' },
  'settlement-not-found': { status: 404, zh: '没有这张结算单。', en: 'There is no such settlement.' },
  'settlement-state': {
    status: 409,
    zh: '结算单当前状态（{state}）不允许这样做。',
    en: 'The settlement is {state}, so this cannot be done.',
  },
  'settlement-closed': {
    status: 409,
    zh: '这笔已结算，不能再撤销。',
    en: 'This has been settled and can no longer be undone.',
  },
  'settlement-day-open': {
    status: 422,
    zh: '只能结算到昨天为止。',
    en: 'A settlement runs through yesterday at the latest.',
  },
  'settlement-empty': {
    status: 409,
    zh: '这段时间没有可结算的记录。',
    en: 'There is nothing to settle in this period.',
  },
})

export type RefusalCode = keyof typeof refusals

/** The sentence of a refusal with its blanks filled. */
export function refusalSentence(code: RefusalCode, language: 'zh' | 'en', facts: RefusalFacts = {}): string {
  return refusals[code][language].replace(/\{(\w+)\}/g, (blank, name: string) => String(facts[name] ?? blank))
}
