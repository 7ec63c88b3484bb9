import { defineConfig } from 'vitest/config'

/** Areas of the server: every one of their tests runs on both databases. */
const areas = [
  'ledger',
  'activities',
  'appeals',
  'desk',
  'households',
  'identity',
  'rules',
  'rewards',
  'vouchers',
  'merchants',
  'audit',
  'database',
  'api',
  'jobs',
  'seeds',
  'import',
  'partners',
  'scenarios',
  'seals',
  'backup',
  'attacks',
]
const onBoth = `tests/{${areas.join(',')}}/**/*.test.ts`
/** Of what PostgreSQL does by itself. */
const embeddedOnly = ['tests/database/checkpointer.test.ts', 'tests/backup/journal.test.ts']

/** The tables choose their dialect by this address when they are loaded, so each project has its own. */
const postgres = process.env['TEST_POSTGRES_URL'] ?? 'postgres://started-by-npm-test'

export default defineConfig({
  test: {
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'house', include: ['tests/*.test.ts'], testTimeout: 300_000 } },
      { extends: true, test: { name: 'domain', include: ['tests/domain/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'sqlite',
          include: [onBoth],
          env: { DATABASE_URL: '' },
          globalSetup: 'tests/support/sqlite-template.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: [onBoth],
          exclude: embeddedOnly,
          env: { DATABASE_URL: postgres },
          globalSetup: 'tests/support/postgres-template.ts',
        },
      },
      { extends: true, test: { name: 'web', include: ['tests/web/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['tests/journeys/**/*.test.ts'],
          env: { DATABASE_URL: '' },
          globalSetup: 'tests/support/sqlite-template.ts',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          env: { DATABASE_URL: '' },
          globalSetup: ['tests/faults/template.ts', 'tests/support/sqlite-template.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
