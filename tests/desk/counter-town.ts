import { deflateSync } from 'node:zlib'
import { buildDistrict, type DistrictOptions } from '#tests/support/district.ts'

/** A desk, somebody without a phone and their card, and a shop that sells eggs for 10 points. */
export async function deskTown(options: DistrictOptions = {}) {
  const town = await buildDistrict(options)
  const attendant = await town.attendant()
  const elder = await town.resident({ phone: null, nickname: '立冬', points: 25 })
  const desk = (path: string, body?: object) =>
    town.post(`/attendant${path}`, { as: attendant, ...(body ? { body } : {}) })
  const issued = await desk('/cards', { residentId: elder.id })
  const cardCode = issued.body.code
  const shop = await town.merchant()
  const clerk = await town.staff(shop)
  const rewardId = await town.reward({ points: 10, merchantId: shop, kind: 'goods' })
  const inspect = (code: string, as = clerk) =>
    town.post('/merchant/vouchers/inspect', { as, body: { code } })
  /** Redeems and prints, as the desk's page does: the slip's code, and the voucher. */
  const slip = async () => {
    const voucher = (await desk('/redemptions', { cardCode, rewardId })).body
    const { code } = (await desk('/prints', { cardCode, voucherId: voucher.id })).body
    return { code, voucher, voucherId: voucher.id }
  }
  return {
    slip,
    town,
    attendant,
    elder,
    desk,
    cardCode,
    cardId: issued.body.id,
    shop,
    clerk,
    rewardId,
    inspect,
  }
}

/** A picture of one grey pixel, as a camera would never take it. */
export function tinyPng(): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc(body))
    return Buffer.concat([size, body, sum])
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from([0, 128]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function crc(bytes: Buffer): number {
  let rest = 0xffffffff
  for (const byte of bytes) {
    rest ^= byte
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  }
  return (rest ^ 0xffffffff) >>> 0
}
