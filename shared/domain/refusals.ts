import { activityRefusals } from './refusals-activities.ts'
import { appealRefusals } from './refusals-appeals.ts'
import { counterRefusals } from './refusals-counter.ts'
import { edgeRefusals } from './refusals-edge.ts'
import { householdRefusals } from './refusals-household.ts'
import { identityRefusals } from './refusals-identity.ts'
import { offlineRefusals } from './refusals-offline.ts'

/** What fills the blanks of a sentence: `{max}` and the like. Never personal data, never a secret. */
export type RefusalFacts = Readonly<Record<string, string | number>>

/** Every reason to say no: a stable code, its status, and one sentence for a person in both languages. */
export const refusals = {
  ...edgeRefusals,
  ...activityRefusals,
  ...appealRefusals,
  ...identityRefusals,
  ...counterRefusals,
  ...householdRefusals,
  ...offlineRefusals,
}

export type RefusalCode = keyof typeof refusals

/** The sentence of a refusal with its blanks filled. */
export function refusalSentence(code: RefusalCode, language: 'zh' | 'en', facts: RefusalFacts = {}): string {
  return refusals[code][language].replace(/\{(\w+)\}/g, (blank, name: string) => String(facts[name] ?? blank))
}
