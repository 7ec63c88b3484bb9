/** What a resident wrote. */
export interface AppealWords {
  readonly text: string
  readonly evidence: string | null
}

/** As one text, to be sealed. */
export function wordsText({ text, evidence }: AppealWords): string {
  return JSON.stringify([text, evidence])
}

/** The words again; the text was made by `wordsText`. */
export function wordsOf(text: string): AppealWords {
  const [written, evidence] = JSON.parse(text) as [string, string | null]
  return { text: written, evidence }
}
