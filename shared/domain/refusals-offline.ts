import { say } from './refusal-sentence.ts'

/** Reasons of tills and their owners, and of what a till did without network. */
export const offlineRefusals = say({
  // Without network.
  'offline-not-ready': {
    status: 409,
    zh: '这台设备还没有准备好离线核销，请先联网同步一次。',
    en: 'This till is not ready to work offline. Please connect it once.',
  },
  'offline-too-long': {
    status: 409,
    zh: '离线时间已超过上限，请联网后再核销。',
    en: 'This till has been offline for too long. Please connect it first.',
  },
  'offline-full': {
    status: 409,
    zh: '离线核销金额已达上限，请联网后再核销。',
    en: 'This till has reached what it may accept offline. Please connect it first.',
  },
  'offline-clock-wrong': {
    status: 409,
    zh: '设备时间不对，请把时间设为自动，联网后再核销。',
    en: 'The clock is wrong. Please let the device set its time by itself, and connect it.',
  },
  'offline-number': {
    status: 409,
    zh: '没有网络时不能用数字或纸质券，请扫顾客手机上的二维码。',
    en: 'Numbers and paper need the network. Please scan the code on the customer’s phone.',
  },
  'offline-unsupported': {
    status: 409,
    zh: '这个浏览器不能离线验券，请更新浏览器或联网核销。',
    en: 'This browser cannot check codes offline. Please update it, or connect.',
  },
  'offline-entry-changed': {
    status: 409,
    zh: '这条离线记录被改动过，没有入账。',
    en: 'This offline record was changed after it was made, so it was not booked.',
  },
  'offline-pack-unknown': {
    status: 409,
    zh: '这条离线记录不是用本设备的同步数据做的，没有入账。',
    en: 'This offline record was not made with what this till had been sent, so it was not booked.',
  },
  'offline-known-used': {
    status: 409,
    zh: '设备当时已知道这张券用过，没有入账。',
    en: 'The till knew that this voucher had been used, so it was not booked.',
  },

  // Tills.
  'device-not-found': { status: 404, zh: '没有这台设备。', en: 'There is no such till.' },
  'device-revoked': {
    status: 403,
    zh: '这台设备已被停用，请联系店长。',
    en: 'This till has been switched off. Please ask the owner.',
  },
  'device-taken': {
    status: 409,
    zh: '这台设备已经登记过，请刷新后重试。',
    en: 'This till has been registered already. Please reload the page.',
  },
  'devices-full': {
    status: 409,
    zh: '最多登记 {most} 台设备，请先停用不用的。',
    en: 'At most {most} tills can be registered. Please switch off those not in use.',
  },

  // Undoing later.
  'undo-asked': {
    status: 409,
    zh: '这张券已经申请撤销，请等店长处理。',
    en: 'An undo has been asked for already. Please wait for the owner.',
  },
  'undo-request-not-found': { status: 404, zh: '没有这个撤销申请。', en: 'There is no such request.' },
  'undo-request-decided': {
    status: 409,
    zh: '这个申请已经处理过。',
    en: 'This request has been decided already.',
  },

  // The shop and its people.
  'invitation-invalid': {
    status: 422,
    zh: '邀请码无效或已过期，请向店长要一个新的。',
    en: 'This invitation is not valid or has expired. Please ask the owner for a new one.',
  },
  'delegate-only-clerk': {
    status: 409,
    zh: '只能委托本店在职的店员。',
    en: 'Only a clerk of this shop can stand in for the owner.',
  },
  'delegate-day': {
    status: 422,
    zh: '委托日期要在今天到 {days} 天之内。',
    en: 'Choose a day from today to {days} days ahead.',
  },
  'handover-open': {
    status: 409,
    zh: '已有一个移交在等对方确认，请先取消。',
    en: 'A handover is waiting for an answer already. Please take it back first.',
  },
  'handover-not-found': { status: 404, zh: '没有这个移交。', en: 'There is no such handover.' },
})
