import { shallowRef } from 'vue'
import type { z } from 'zod'
import type { FoundResident } from '#shared/contract/desk.ts'
import { bodyOf, deskApi } from '../api.ts'

type Found = z.infer<typeof FoundResident>

/** Who stands at the desk, and the card they showed; in this page's memory only. */
export interface Person extends Found {
  readonly cardCode: string | null
}

export const person = shallowRef<Person | null>(null)

const cardPattern = /^[A-HJ-NP-Z2-9]{20}$/

/** Finds somebody by what was scanned or typed: a card's 20 signs, or a phone number. */
export async function findPerson(text: string): Promise<void> {
  const written = text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()
  const cardCode = cardPattern.test(written) ? written : null
  const json = cardCode ? { cardCode } : { phone: written }
  person.value = { ...(await bodyOf(deskApi.find.$post({ json }))), cardCode }
}

/** A card that was issued or ended a moment ago. */
export function holdCard(card: Person['card'], cardCode: string | null): void {
  if (person.value) person.value = { ...person.value, card, cardCode }
}

/** The next one in the queue must not see the last one's page. */
export function letGo(): void {
  person.value = null
}
