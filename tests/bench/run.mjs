import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkNode, ensureInstalled, projectFolder, run } from '../../server/install.mjs'

checkNode()
await ensureInstalled({ withDev: true })
const vite = join(projectFolder, 'node_modules/vite/bin/vite.js')
const config = join(projectFolder, 'tests/bench/vite.config.ts')
const built = await run(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'])
if (built !== 0) process.exit(built)

const { startPostgres } = await import('../support/postgres-server.mjs')
process.setSourceMapsEnabled(true)
const { runBench } = await import(pathToFileURL(join(projectFolder, 'build/bench/bench.mjs')).href)
try {
  await runBench(process.argv.slice(2), startPostgres)
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// A measure that failed may have left a child behind.
process.exit()
