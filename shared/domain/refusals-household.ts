import { say } from './refusal-sentence.ts'

/** Reasons of households, children, help between people and the desk of a community. */
export const householdRefusals = say({
  // Households.
  'household-full': {
    status: 409,
    zh: '一个家庭最多 {most} 人，已经满了。',
    en: 'A household has at most {most} people, and this one is full.',
  },
  'household-leave-first': {
    status: 409,
    zh: '您已在另一个家庭，请先退出，再加入。',
    en: 'You live in another household here. Please leave it before you join.',
  },
  'household-holder-only': {
    status: 403,
    zh: '只有户主可以这样做，请找户主办理。',
    en: 'Only the holder of the household can do this. Please ask them.',
  },
  'household-invitation-wrong': {
    status: 422,
    zh: '邀请码不对、已用过或已过期，请对方重新出示。',
    en: 'The invitation is wrong, used or over. Please ask them to show a new one.',
  },
  'split-invalid': {
    status: 422,
    zh: '各人的比例须为 1 到 100 的整数，合计 100。',
    en: 'The shares must be whole percents from 1 to 100 and come to 100 together.',
  },
  'split-settled': {
    status: 409,
    zh: '这项分配办法已经定了或已取消，请刷新后再看。',
    en: 'This way of sharing has been settled or withdrawn. Please look again.',
  },

  // Children under 14.
  'child-by-guardian': {
    status: 409,
    zh: '孩子只能由监护人移出家庭。',
    en: 'Only the guardian can take a child out of the household.',
  },
  'child-month-invalid': {
    status: 422,
    zh: '请填孩子满 14 周岁的年月，须在今后 {years} 年内。',
    en: 'Please give the month of the fourteenth birthday, within the next {years} years.',
  },
  'children-full': {
    status: 409,
    zh: '一位监护人最多登记 {most} 个孩子。',
    en: 'One guardian may register at most {most} children.',
  },
  'guardian-stays': {
    status: 409,
    zh: '您名下有孩子，请先撤回同意并删除孩子的信息，再退出家庭。',
    en: 'You are the guardian of a child here. Please withdraw your consent for the child before you leave.',
  },
  'minor-needs-guardian': {
    status: 403,
    zh: '未满 14 周岁不能自己兑换，请监护人用手机办理。',
    en: 'Under 14 one cannot redeem alone. Please ask the guardian, who can do it on their phone.',
  },

  // Redeeming for somebody else.
  'help-outside-household': {
    status: 403,
    zh: '代办只限同一家庭的成年成员。',
    en: 'Only adult members of the same household can redeem for each other.',
  },
  'help-exists': {
    status: 409,
    zh: '这位家人已经是您的代办人，如需改限额请先停用。',
    en: 'They are your helper already. To change the limit, please end it first.',
  },
  'help-month-limit': {
    status: 409,
    zh: '超过本月代办限额：限额 {most}，还可用 {left}。',
    en: 'This is beyond the monthly limit: {most} in all, {left} are left.',
  },
  'help-not-active': {
    status: 409,
    zh: '这项代办已停用，或对方还没有同意。',
    en: 'This help has ended, or the other side has not agreed yet.',
  },

  // The desk of a community.
  'attendant-cap-reached': {
    status: 429,
    zh: '今天这项业务已办满 {most} 次，请明天再来，或找另一位服务员。',
    en: 'This has been done {most} times at this desk today. Please come tomorrow, or ask a colleague.',
  },
  'closing-has-phone': {
    status: 409,
    zh: '这位居民有手机，请本人登录后在“我的数据”里注销。',
    en: 'This person has a phone. They close the account themselves, signed in, under My data.',
  },
  'picture-invalid': {
    status: 422,
    zh: '照片打不开，请重拍，或选 JPEG、PNG、WebP 格式的照片。',
    en: 'The photo cannot be read. Please take it again, or choose a JPEG, PNG or WebP picture.',
  },
  'picture-too-large': {
    status: 413,
    zh: '照片太大，最多 {max} 千字节，请重拍。',
    en: 'The photo is too large: at most {max} kilobytes. Please take it again.',
  },
  'voucher-has-phone': {
    status: 409,
    zh: '这张券在手机上，不能打印。',
    en: 'This voucher lives on a phone and cannot be printed.',
  },
})
