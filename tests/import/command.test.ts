import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { projectFolder } from '#server/project-folder.ts'
import { addDays, dayOf } from '#shared/domain/calendar.ts'
import { csv, fileWith, openBikeOffice, twoRides } from './bike-office.ts'

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Runs `npm run import` as its own program, beside the one that holds the district. */
function runImport(address: string, args: readonly string[], demo = '1'): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/import.ts', ...args], {
    cwd: projectFolder,
    env: {
      ...process.env,
      DATABASE_URL: address,
      DATA_DIR: mkdtempSync(join(tmpdir(), 'keys-')),
      DEMO: demo,
    },
  })
  let [out, error] = ['', '']
  child.stdout.on('data', part => (out += part))
  child.stderr.on('data', part => (error += part))
  return new Promise(resolve => child.on('close', code => resolve({ code, out, error })))
}

const shared = ['--partner', 'bikes', '--map', 'seeds/maps/bike-share.json']
const madeUp = ['--spread-over', '3', '--shift-to-date']

it('imports beside a running server, ends with its table, and says what cannot be', async () => {
  const office = await openBikeOffice({ at: new Date().toISOString() })
  const rows = csv([...twoRides, twoRides[0], 'acc-3,2026-11-22 09:00:00,60,A,B'])
  const file = fileWith(rows)
  const day = addDays(dayOf(new Date()), -1)
  const first = await runImport(office.address, [...shared, ...madeUp, day, file])
  expect(first).toMatchObject({
    code: 0,
    error: 'line 4: already-claimed\nline 5: fact-invalid (durationS)\n',
  })
  expect(first.out).toMatch(/rows +4\ncredited +2 .*\n(.*\n){3}refused +2\n {2}already-claimed +1 /)
  const second = await runImport(office.address, [...shared, ...madeUp, day, file])
  expect(second.out).toMatch(/duplicate \(known already\) +2\n/)
  const partner = await runImport(office.address, ['--partner', 'trams', ...shared.slice(2), file])
  expect(partner).toMatchObject({ code: 1, error: 'There is no partner trams.\n' })
  const bold = await runImport(office.address, [...shared, ...madeUp, 'yesterday', file], '0')
  expect(bold).toMatchObject({ code: 1, error: '--shift-to-date needs DEMO=1\n' })
  const bare = await runImport(office.address, ['--colour', 'red'])
  expect(bare.code).toBe(1)
  expect(bare.error).toMatch(/^Unknown option '--colour'.*\nUsage: npm run import/)
  const column = await runImport(office.address, [...shared, fileWith(csv([], 'account,when'))])
  expect(column.error).toMatch(/rides\.csv: there is no column start_ts in its first line\.\n$/)
})
