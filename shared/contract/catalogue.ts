import { z } from 'zod'
import { certainties, evidenceTiers } from '../domain/action-type.ts'
import { instant } from './fields.ts'
import { Bilingual } from './rewards.ts'
import { RuleSentences } from './rules.ts'

/** A published emission factor, with where it comes from. */
export const FactorView = z
  .object({
    id: z.string(),
    code: z.string(),
    version: z.int(),
    name: Bilingual,
    form: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('each'), grams: z.int() }),
      z.object({ kind: z.literal('per'), fact: z.string(), num: z.int(), den: z.int(), floorGrams: z.int() }),
    ]),
    /** As published: `72 g/km`. */
    published: z.string(),
    source: z.string(),
    year: z.int(),
    certainty: z.enum(certainties),
    validFrom: instant,
    validUntil: instant.nullable(),
  })
  .meta({ id: 'Factor' })
export type FactorView = z.infer<typeof FactorView>

export const FactorList = z.object({ factors: z.array(FactorView) }).meta({ id: 'FactorList' })

const FactView = z
  .object({
    name: Bilingual,
    required: z.boolean(),
    type: z.enum(['quantity', 'choice', 'place']),
    unit: z.string().optional(),
    min: z.int().optional(),
    max: z.int().optional(),
    options: z.array(z.string()).optional(),
    names: z.record(z.string(), Bilingual).optional(),
    network: z.enum(['metro', 'partner']).optional(),
  })
  .meta({ id: 'Fact' })
export type FactView = z.infer<typeof FactView>

export const ActionTypeView = z
  .object({
    code: z.string(),
    name: Bilingual,
    /** False: defined, but nobody may report it yet. */
    open: z.boolean(),
    evidence: z.array(z.enum(evidenceTiers)),
    facts: z.record(z.string(), FactView),
    /** Which factor counts the grams, by option where there are several; null: no published factor (未量化). */
    carbon: z.array(z.object({ option: z.string().nullable(), factor: FactorView })).nullable(),
    /** What is known of a resident when it is reported. */
    data: RuleSentences,
    /** What it pays today, in the order in which the rules are tried. */
    rules: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        version: z.int(),
        effectiveFrom: instant,
        effectiveUntil: instant.nullable(),
        /** What it pays and when, in one line. */
        headline: Bilingual,
        sentences: RuleSentences,
      }),
    ),
  })
  .meta({ id: 'ActionType' })
export type ActionTypeView = z.infer<typeof ActionTypeView>

export const Catalogue = z.object({ actionTypes: z.array(ActionTypeView) }).meta({ id: 'Catalogue' })
