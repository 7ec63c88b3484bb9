import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { projectFolder } from '#server/project-folder.ts'

/** The output of a tool that found fault, or nothing. */
function faultsOf(command: string, ...args: string[]): string {
  const run = spawnSync(process.execPath, [`node_modules/${command}`, ...args], {
    cwd: projectFolder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return run.status === 0 ? '' : `${run.stdout}${run.stderr}` || `exit ${run.status}`
}

it('is formatted', () => {
  expect(faultsOf('prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.')).toBe('')
})

it('has nothing for the linter to say', () => {
  expect(faultsOf('oxlint/bin/oxlint', '--deny-warnings')).toBe('')
})

it('has sound types in the server, the shared code, the seeds and the tests', () => {
  expect(faultsOf('typescript/bin/tsc', '--build')).toBe('')
})

it('has sound types in the web', () => {
  // The shared code is compiled first; the test above says what is wrong there.
  faultsOf('typescript/bin/tsc', '--build', 'shared/contract')
  expect(faultsOf('vue-tsc/bin/vue-tsc.js', '--project', 'web')).toBe('')
})
