/** How a deed is proved, strongest first. */
export const evidenceTiers = ['operator', 'merchant', 'device', 'photo', 'declared'] as const
export type EvidenceTier = (typeof evidenceTiers)[number]

export interface Bilingual {
  readonly zh: string
  readonly en: string
}

/** One fact of a deed. Quantities are whole numbers of the smallest unit; there are no fractions. */
export type FactSpec =
  | {
      readonly type: 'quantity'
      readonly unit: FactUnit
      readonly min: number
      readonly max: number
      readonly required: boolean
      readonly name: Bilingual
    }
  | {
      readonly type: 'choice'
      readonly options: readonly string[]
      /** What people call the options; one without a name is said by its code. */
      readonly names?: Readonly<Record<string, Bilingual>>
      readonly required: boolean
      readonly name: Bilingual
    }
  /** A station or dock: used to work out the distance, kept apart for 30 days, never seen by a rule. */
  | {
      readonly type: 'place'
      readonly network: 'metro' | 'partner'
      readonly required: boolean
      readonly name: Bilingual
    }

export type FactUnit = 'm' | 's' | 'g' | 'each' | 'step' | 'Wh'

export type FactValue = number | string
export type Facts = Readonly<Record<string, FactValue>>

/**
 * How the distance of a ride is found. `network`: along the metro's lines; `docks`: straight between the
 * partner's docks.
 */
export interface DistanceFrom {
  readonly by: 'network' | 'docks'
  readonly from: string
  readonly to: string
}

/** Which published factor counts the grams: one for all, or one for each option of a choice. */
export type CarbonMethod =
  | { readonly factor: string }
  | { readonly choice: string; readonly factors: Readonly<Record<string, string>> }

/** A kind of green action. */
export interface ActionType {
  readonly code: string
  readonly name: Bilingual
  /** False: defined, but no partner or counter may report it yet. */
  readonly open: boolean
  readonly facts: Readonly<Record<string, FactSpec>>
  readonly evidence: readonly EvidenceTier[]
  readonly distance: DistanceFrom | null
  /** Two deeds of one class whose times overlap are one deed. The length comes from a fact, or is fixed. */
  readonly claim: { readonly class: string; readonly lengthFact: string | null; readonly lengthS: number }
  /** Null: no published factor, points without grams (未量化). */
  readonly carbon: CarbonMethod | null
}

/** Grams avoided by one deed. `each`: grams a deed; `per`: floor(fact × num ÷ den), at least `floorGrams`. */
export type FactorForm =
  | { readonly kind: 'each'; readonly grams: number }
  | {
      readonly kind: 'per'
      readonly fact: string
      readonly num: number
      readonly den: number
      readonly floorGrams: number
    }

export const certainties = ['high', 'medium', 'low'] as const

export const certaintyNames: Readonly<Record<(typeof certainties)[number], Bilingual>> = {
  high: { zh: '高', en: 'high' },
  medium: { zh: '中', en: 'medium' },
  low: { zh: '低', en: 'low' },
}

/** One version of a published emission factor. */
export interface FactorVersion {
  readonly id: string
  readonly code: string
  readonly version: number
  readonly name: Bilingual
  readonly form: FactorForm
  /** As published, for people: `72 g/km`. */
  readonly published: string
  readonly source: string
  readonly year: number
  readonly certainty: (typeof certainties)[number]
  readonly validFrom: Date
  readonly validUntil: Date | null
}
