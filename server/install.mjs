import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Plain Node: this runs before anything is installed.

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)))
const nodeModules = join(projectFolder, 'node_modules')
/** npm writes this list last, so it names only what is completely there. */
const installedList = join(nodeModules, '.package-lock.json')

/** Ends the process with one line unless this Node is one that the dependencies run on. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 14) || major > 22) return
  fail(`This needs Node 20.19 or later, 22.14 or later, or 24; you have ${process.versions.node}.`)
}

/** Says why in one line on stderr, and ends the process. */
export function fail(reason) {
  console.error(reason)
  process.exit(1)
}

/**
 * Installs what package-lock.json names, unless it is there. With `withDev` also what only the tests need; an
 * installation that has more than is asked for is kept.
 */
export async function ensureInstalled({ withDev }) {
  const missing = missingPackages(withDev)
  if (missing > 0) {
    console.log(`Installing ${missing} packages (a minute or two; better-sqlite3 may have to be compiled) …`)
    // `npm ci` begins by deleting everything, which would compile again what is there.
    const how = existsSync(installedList) ? ['install', '--no-save'] : ['ci']
    await npm([...how, ...(withDev ? [] : ['--omit=dev'])])
  }
  if (!nativeModuleLoads()) {
    console.log('Building better-sqlite3 for this version of Node …')
    await npm(['rebuild', 'better-sqlite3'])
  }
}

function missingPackages(withDev) {
  const wanted = Object.entries(packagesOf(join(projectFolder, 'package-lock.json')))
  const installed = packagesOf(installedList)
  const missing = wanted.filter(([path, { version, dev, optional, devOptional }]) => {
    if (path === '' || optional || devOptional || (dev && !withDev)) return false
    return installed[path]?.version !== version
  })
  return missing.length
}

function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

/**
 * False after Node was exchanged for another major: the compiled module fits only the one it was built for.
 */
function nativeModuleLoads() {
  try {
    createRequire(import.meta.url)(join(nodeModules, 'better-sqlite3/build/Release/better_sqlite3.node'))
    return true
  } catch {
    return false
  }
}

/**
 * The environment for npm: where a prebuilt better-sqlite3 cannot be downloaded it is compiled, with the
 * headers beside this Node if it brought them, so that they need not be downloaded either.
 */
function buildEnvironment() {
  const prefix = dirname(dirname(process.execPath))
  const headers = existsSync(join(prefix, 'include/node/node.h'))
  return headers ? { ...process.env, npm_config_nodedir: prefix } : process.env
}

async function npm(args) {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1000)
  const progress = setInterval(() => console.log(`  … ${seconds()} s`), 15_000)
  const code = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], buildEnvironment())
  clearInterval(progress)
  if (code !== 0) {
    fail(`npm ${args.join(' ')} failed. To compile better-sqlite3 it needs python3, make and a C++ compiler.`)
  }
  console.log(`Installed in ${seconds()} s.`)
}

/** Runs a program in the project's folder, its output shown, and answers with its exit code. */
export function run(command, args, env = process.env) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      cwd: projectFolder,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    child.on('error', error => fail(`${command} could not be started: ${error.message}`))
    child.on('close', code => resolve(code ?? 1))
  })
}
