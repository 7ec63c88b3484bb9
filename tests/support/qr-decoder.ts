import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Locator } from 'playwright-core'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer as ArrayBuffer } })

/** Reads a QR code as a counter's camera does: from a picture of the screen. */
export async function readQrOnScreen(shown: Locator): Promise<string> {
  const picture = await shown.screenshot()
  const [found] = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] })
  if (!found?.isValid) throw new Error('There is no readable QR code in the picture')
  return found.text
}
