const longestSide = 1_600
const bytesMax = 560 * 1024

/**
 * Makes a small JPEG of a photo, drawn anew: nothing of the camera's own notes (place, time, device) is left.
 * Gives its bytes in base64. Throws when the file is no picture this browser can show.
 */
export async function smallPicture(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file)
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(bitmap.width * scale))
  canvas.height = Math.max(1, Math.round(bitmap.height * scale))
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  for (const quality of [0.8, 0.6, 0.4, 0.25]) {
    const blob = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', quality))
    if (blob && blob.size <= bytesMax) return base64Of(new Uint8Array(await blob.arrayBuffer()))
  }
  throw new Error('the picture stays too large')
}

function base64Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 4_096)
    text += String.fromCharCode(...bytes.subarray(at, at + 4_096))
  return btoa(text)
}
