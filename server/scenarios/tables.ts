import type { ActionType, FactorVersion } from '#shared/domain/action-type.ts'
import { c } from '../db/columns.ts'

/** The catalogue of green actions. */
export const actionType = c.table('action_type', {
  code: c.id().primaryKey(),
  body: c.document<ActionType>().notNull(),
  sort: c.count().notNull(),
})

/** Published emission factors; a new version never moves old credits. */
export const factorVersion = c.table(
  'factor_version',
  {
    id: c.id().primaryKey(),
    code: c.label().notNull(),
    version: c.count().notNull(),
    body: c.document<Omit<FactorVersion, 'id' | 'code' | 'version' | 'validFrom' | 'validUntil'>>().notNull(),
    validFrom: c.instant().notNull(),
    validUntil: c.instant(),
  },
  t => [c.uniqueIndex('factor_version_code').on(t.code, t.version)],
)

/** Docks and stops of a partner's own network. The metro's stations ship with the programme. */
export const place = c.table(
  'place',
  {
    partnerId: c.id().notNull(),
    code: c.label().notNull(),
    name: c.label().notNull(),
    /** Millionths of a degree. */
    latitudeE6: c.count().notNull(),
    longitudeE6: c.count().notNull(),
  },
  t => [c.primaryKey({ columns: [t.partnerId, t.code] })],
)
