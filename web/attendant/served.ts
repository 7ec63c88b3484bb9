import type { Person } from './person.ts'

/** How a request says whom it serves: the card they showed, or who was found. */
export function servedBy(person: Person): { cardCode: string } | { residentId: string } {
  return person.cardCode ? { cardCode: person.cardCode } : { residentId: person.residentId }
}
