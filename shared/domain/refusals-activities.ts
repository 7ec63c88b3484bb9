import { say } from './refusal-sentence.ts'

/** Reasons that concern deeds, points, rules and public money. */
export const activityRefusals = say({
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
})
