/** Pieces of text as the bytes of an answer, made as fast as they are read. */
export function streamed(pieces: AsyncIterable<string>): ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces).pipeThrough(new TextEncoderStream())
}
