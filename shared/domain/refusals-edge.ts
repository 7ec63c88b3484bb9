import { say } from './refusal-sentence.ts'

/** Reasons of the edge: the request itself, the service, and who is asking. */
export const edgeRefusals = say({
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

  // Who is asking.
  'not-signed-in': { status: 401, zh: '请先登录。', en: 'Please sign in first.' },
  'not-permitted': { status: 403, zh: '您没有这项权限。', en: 'You are not permitted to do this.' },
  'token-invalid': {
    status: 401,
    zh: '访问令牌无效或已过期。',
    en: 'The access token is invalid or has expired.',
  },
})
