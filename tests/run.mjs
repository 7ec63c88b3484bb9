import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkNode, ensureInstalled, projectFolder } from '../server/install.mjs'

checkNode()
await ensureInstalled({ withDev: true })
const { findChromium } = await import('./support/chromium.mjs')
const { startPostgres } = await import('./support/postgres-server.mjs')

const folder = mkdtempSync(join(tmpdir(), 'carbon-run-'))
// A PostgreSQL that a test starts runs as another user, who passes through to its own folder.
chmodSync(folder, 0o711)
const report = join(folder, 'report.json')
let vitest
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true
    vitest?.kill(signal)
  })
}

process.exitCode = await runAndCleanUp()

async function runAndCleanUp() {
  let postgres
  try {
    postgres = await startPostgres()
    const chromium = await findChromium(folder)
    const code = await runVitest({
      // What a test that is interrupted leaves behind goes with the folder.
      TMPDIR: folder,
      TEST_POSTGRES_URL: postgres.address,
      TEST_CHROMIUM: chromium.executable,
      FONTCONFIG_FILE: chromium.fontconfig,
    })
    return summarize(code)
  } finally {
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Arguments of `npm test -- …` go to vitest: a path, `--project sqlite`, `-t name`. */
function runVitest(env) {
  if (interrupted) return 1
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...process.argv.slice(2)]
  return new Promise(resolve => {
    vitest = spawn(process.execPath, args, {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    })
    vitest.on('close', code => resolve(code ?? 1))
  })
}

/** Prints the counts as the last line. A file that failed to load ran no test, and counts as one failure. */
function summarize(code) {
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined
  const unloaded = counts?.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  )
  const passed = counts?.numPassedTests ?? 0
  const failed = (counts?.numFailedTests ?? 0) + (unloaded?.length ?? 0)
  const skipped = (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0)
  if (interrupted) console.log('Interrupted: the counts are not complete.')
  else if (code !== 0 && failed === 0) console.log('The run failed outside of a test; see above.')
  else if (passed + failed === 0) console.log('No test ran.')
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`)
  return code === 0 && failed === 0 && passed > 0 && !interrupted ? 0 : 1
}
