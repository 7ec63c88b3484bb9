import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill'
import decoder from 'zxing-wasm/reader/zxing_reader.wasm?url'

// Ours, not the library's default, which is another host.
prepareZXingModule({
  overrides: {
    locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? decoder : prefix + path),
  },
})

const detector = new BarcodeDetector({ formats: ['qr_code'] })

/** The texts of the QR codes in a picture. */
export async function readQrCodes(picture: HTMLVideoElement): Promise<string[]> {
  if (picture.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return []
  return (await detector.detect(picture)).map(found => found.rawValue)
}
