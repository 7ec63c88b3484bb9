export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PictureType = (typeof pictureTypes)[number]

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const pngEnd = [0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

function has(bytes: Uint8Array, at: number, wanted: readonly number[]): boolean {
  return wanted.every((byte, index) => bytes[at + index] === byte)
}

function text(bytes: Uint8Array, from: number, until: number): string {
  return String.fromCharCode(...bytes.subarray(from, until))
}

/**
 * What kind of photo some bytes are, by how they begin and end, whatever a name says; null for anything that
 * is not one of the three, such as SVG, HTML, or a picture that was cut off.
 */
export function pictureType(bytes: Uint8Array): PictureType | null {
  const { length } = bytes
  if (length < 32) return null
  if (has(bytes, 0, [0xff, 0xd8, 0xff]) && has(bytes, length - 2, [0xff, 0xd9])) return 'image/jpeg'
  if (has(bytes, 0, pngSignature) && has(bytes, length - pngEnd.length, pngEnd)) return 'image/png'
  if (text(bytes, 0, 4) !== 'RIFF' || text(bytes, 8, 12) !== 'WEBP') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, length)
  return view.getUint32(4, true) + 8 === length ? 'image/webp' : null
}
