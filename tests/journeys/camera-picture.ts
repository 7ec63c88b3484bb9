import { writeFileSync } from 'node:fs'
import { encode } from 'uqr'

const width = 1280
const height = 720
const [white, black, grey] = [235, 16, 128]

/** Writes what a camera sees that looks at a QR code: three raw frames (YUV4MPEG2, 4:2:0). */
export function pointCameraAt(file: string, text: string): void {
  const { data, size } = encode(text, { ecc: 'L', border: 4 })
  const scale = Math.floor((height - 8) / size)
  const [left, top] = [(width - size * scale) >> 1, (height - size * scale) >> 1]
  const light = Buffer.alloc(width * height, white)
  for (const [row, modules] of data.entries())
    for (const [column, dark] of modules.entries())
      for (let line = 0; dark && line < scale; line++) {
        const from = (top + row * scale + line) * width + left + column * scale
        light.fill(black, from, from + scale)
      }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), light, Buffer.alloc((width * height) / 2, grey)])
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F15:1 Ip A1:1 C420jpeg\n`)
  writeFileSync(file, Buffer.concat([header, frame, frame, frame]))
}
