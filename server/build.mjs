import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, projectFolder, run } from './install.mjs'

const vite = join(projectFolder, 'node_modules/vite/bin/vite.js')

const web = {
  name: 'the web',
  config: 'web/vite.config.ts',
  sources: ['web', 'shared', 'package-lock.json'],
  stamp: 'web/dist/.sources',
}

const server = {
  name: 'the server',
  config: 'server/vite.config.ts',
  sources: ['server', 'shared', 'seeds', 'package-lock.json'],
  stamp: 'build/server/.sources',
}

/** Builds the web and the server, each only if its sources are not the ones of the last build. */
export async function buildWhatChanged() {
  for (const part of [web, server]) await buildIfChanged(part)
}

async function buildIfChanged({ name, config, sources, stamp }) {
  if (!existsSync(join(projectFolder, config))) return
  const stampFile = join(projectFolder, stamp)
  const hash = hashOf(sources)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash) return
  console.log(`Building ${name} …`)
  // An interrupted build must not count as one.
  rmSync(stampFile, { force: true })
  const code = await run(process.execPath, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
    ...process.env,
    NODE_ENV: 'production',
  })
  if (code !== 0) fail(`Building ${name} failed.`)
  writeFileSync(stampFile, hash)
}

function hashOf(sources) {
  const hash = createHash('sha256')
  for (const file of sources.flatMap(filesUnder)) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(projectFolder, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(path) {
  if (path.includes('.')) return [path]
  return readdirSync(join(projectFolder, path), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name).slice(projectFolder.length + 1))
    .filter(file => !file.startsWith(join('web', 'dist')))
    .toSorted()
}
