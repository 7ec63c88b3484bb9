import { say } from './refusal-sentence.ts'

/** Reasons that concern appeals about missing points (补登申诉). */
export const appealRefusals = say({
  'appeal-ahead': {
    status: 422,
    zh: '这个时间还没有到，请检查日期和时间。',
    en: 'That time has not come yet. Please check the day and the time.',
  },
  'appeal-already-open': {
    status: 409,
    zh: '同一件事您已经提交过申诉，请在“我的申诉”里查看进度。',
    en: 'You have an open appeal about the same thing. See its progress under “My appeals”.',
  },
  'appeal-decided': {
    status: 409,
    zh: '这件申诉已经有结果，不能再改。',
    en: 'This appeal has been answered and stays as it is.',
  },
  'appeal-limit-day': {
    status: 409,
    zh: '一天最多提交 {max} 件申诉，请明天再来。',
    en: 'You can file {max} appeals a day. Please come back tomorrow.',
  },
  'appeal-limit-open': {
    status: 409,
    zh: '您已有 {max} 件申诉在处理，有了结果再提交新的。',
    en: '{max} of your appeals are still open. You can file another when one is answered.',
  },
  'appeal-nothing-pays': {
    status: 422,
    zh: '那一天这种行动没有计分规则，补登也不会有积分。',
    en: 'No rule paid for this action on that day, so there is nothing to credit.',
  },
  'appeal-other-day': {
    status: 422,
    zh: '补登的时间必须在申诉的那一天（{day}），并且不晚于现在。',
    en: 'The time credited lies on the day of the appeal ({day}) and not ahead of now.',
  },
  'appeal-own-decision': {
    status: 403,
    zh: '这条记录当初由您审核，申诉须由另一位管理员决定。',
    en: 'You reviewed this record. Somebody else decides about the appeal.',
  },
  'appeal-too-old': {
    status: 422,
    zh: '超过 {days} 天的行动不能再申诉。',
    en: 'Actions of more than {days} days ago can no longer be appealed.',
  },
  'partner-not-reporting': {
    status: 422,
    zh: '这个服务方不报送这种行动，请换一个选择。',
    en: 'This partner does not report this action. Please choose another.',
  },
  'evidence-not-taken': {
    status: 422,
    zh: '这种行动不接受这种核实方式。',
    en: 'This action cannot be proved in this way.',
  },
})
