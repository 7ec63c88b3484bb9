import { type PictureType, pictureType } from '#shared/domain/picture.ts'
import { limits } from '../limits.ts'
import { refuse } from '../refusal.ts'

/** A photo of a signed paper, from base64. Refuses `picture-too-large` and `picture-invalid`. */
export function readPhoto(picture: string): { readonly bytes: Buffer; readonly mediaType: PictureType } {
  const bytes = Buffer.from(picture, 'base64')
  if (bytes.length > limits.pictureBytes)
    refuse('picture-too-large', { max: Math.floor(limits.pictureBytes / 1024) })
  return { bytes, mediaType: pictureType(bytes) ?? refuse('picture-invalid') }
}
