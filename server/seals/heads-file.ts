import { createReadStream, existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { SealHead } from './block.ts'

const Head = z.object({
  number: z.number().int().min(1),
  hash: z.string(),
  kid: z.string(),
  signature: z.string(),
  sealedAt: z.string(),
})

/** A line of the file outside the database. */
export type Head = z.infer<typeof Head>

export function headLine({ number, hash, kid, signature, sealedAt }: SealHead): string {
  return `${JSON.stringify({ number, hash, kid, signature, sealedAt: sealedAt.toISOString() })}\n`
}

/** What one line says; null when it says nothing. */
export function parseHead(text: string): Head | null {
  try {
    return Head.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** The heads of a file in its order, with the number of the line; null for one that cannot be read. */
export async function* headsIn(
  file: string,
): AsyncGenerator<{ readonly at: number; readonly head: Head | null }> {
  if (!existsSync(file)) return
  let at = 0
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    at++
    if (text !== '') yield { at, head: parseHead(text) }
  }
}
