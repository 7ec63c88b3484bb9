import { say } from './refusal-sentence.ts'

/** Reasons of signing in, consent, bindings and cards. */
export const identityRefusals = say({
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
  'closing-code-wrong': {
    status: 422,
    zh: '验证码不对或已过期，账户没有注销。',
    en: 'The code is wrong or has expired. Your account was not deleted.',
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
  'phone-missing': {
    status: 409,
    zh: '您的账户没有登记手机号，请到社区服务点办理。',
    en: 'Your account has no phone number. Please ask at a community desk.',
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
    en: 'Name, password or code is not right. {tries} failures lock the account for {minutes} minutes.',
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
})
