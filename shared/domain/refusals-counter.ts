import { say } from './refusal-sentence.ts'

/** Reasons of rewards, vouchers, the counter and settlements. */
export const counterRefusals = say({
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
  'redemption-not-found': {
    status: 404,
    zh: '没有兑换成功，积分没有动。',
    en: 'Nothing was redeemed, and no points were taken.',
  },
  'reservation-over': {
    status: 409,
    zh: '为您保留的时间已过，这一份已让给下一位。',
    en: 'The time for which it was kept for you has passed, and it went to the next in line.',
  },
  'restock-day-past': {
    status: 422,
    zh: '补货日期不能早于今天。',
    en: 'The day of a restock cannot lie in the past.',
  },
  'restock-plan-not-found': {
    status: 404,
    zh: '没有这个待执行的补货计划。',
    en: 'There is no such restock to come.',
  },
  'restock-plans-full': {
    status: 409,
    zh: '这项权益的补货计划太多，请先撤回不需要的。',
    en: 'This reward has too many restocks to come. Please withdraw those not needed.',
  },
  'reward-in-stock': {
    status: 409,
    zh: '现在有货，不用排队，请直接兑换。',
    en: 'It is in stock: there is no need to wait. Please redeem it.',
  },
  'reward-sold-out': { status: 409, zh: '这项权益已兑完。', en: 'This reward is sold out.' },
  'waiting-list-full': {
    status: 409,
    zh: '排队的人太多了，请等补货后再来看。',
    en: 'Too many people wait for this already. Please look again after the next restock.',
  },
  'waiting-place-not-found': {
    status: 404,
    zh: '没有这个排队位置。',
    en: 'There is no such place in a queue.',
  },
  'waiting-places-full': {
    status: 409,
    zh: '您已在排 {most} 个队，请先退出一个。',
    en: 'You are waiting in {most} queues already. Please leave one first.',
  },
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
  'settlement-line-not-found': {
    status: 422,
    zh: '这一行不在这张结算单里，请刷新后重试。',
    en: 'This line is not part of the settlement. Please reload the page.',
  },
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
