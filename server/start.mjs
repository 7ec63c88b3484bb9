import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildWhatChanged } from './build.mjs'
import { checkNode, ensureInstalled, projectFolder } from './install.mjs'

checkNode()
await ensureInstalled({ withDev: false })
await buildWhatChanged()
chooseDemo()
// An error names the line of the source, not of the build.
process.setSourceMapsEnabled(true)
await import(pathToFileURL(join(projectFolder, 'build/server/main.mjs')).href)

/**
 * A new data folder becomes a demonstration, and a marker in it keeps it one. What is set by hand comes
 * first, and neither production nor a PostgreSQL becomes a demonstration by itself.
 */
function chooseDemo() {
  const { DEMO, NODE_ENV, DATABASE_URL } = process.env
  if (DEMO || NODE_ENV === 'production' || /^postgres(ql)?:/.test(DATABASE_URL ?? '')) return
  const data = resolve(process.env.DATA_DIR || 'data')
  const marker = join(data, 'demo')
  if (!existsSync(data)) {
    mkdirSync(data, { recursive: true, mode: 0o700 })
    writeFileSync(marker, 'Made by npm start: with this file here the server starts with DEMO=1.\n')
    console.log('New data folder: starting as a demonstration (DEMO=1). DEMO=0 npm start starts without.')
  }
}
