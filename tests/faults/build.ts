import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '#server/project-folder.ts'

/**
 * The server as `npm start` runs it, in a folder of its own: it must not change under a test that restarts
 * it.
 */
export const built = join(projectFolder, 'build/faults')
const weakened = join(projectFolder, 'build/faults-normal')

export function buildServer(): void {
  const vite = ['node_modules/vite/bin/vite.js', 'build', '--config', 'server/vite.config.ts']
  const made = spawnSync(
    process.execPath,
    [...vite, '--outDir', built, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: projectFolder,
      encoding: 'utf8',
    },
  )
  if (made.status !== 0) throw new Error(`the server was not built: ${made.stdout}${made.stderr}`)
}

/**
 * The same server with `synchronous = NORMAL`, as the library would have it: a power cut that loses nothing
 * of what this one promised proves nothing.
 */
export function buildWeakened(): string {
  rmSync(weakened, { recursive: true, force: true })
  cpSync(built, weakened, { recursive: true })
  let changed = 0
  for (const name of readdirSync(weakened).filter(file => file.endsWith('.mjs'))) {
    const path = join(weakened, name)
    const text = readFileSync(path, 'utf8')
    const weak = text
      .replace('synchronous = FULL', 'synchronous = NORMAL')
      .replace(/(pragma\("synchronous", \{ simple: true \}\)), 2,/, '$1, 1,')
    if (weak === text) continue
    changed++
    writeFileSync(path, weak)
  }
  if (changed !== 1 || !existsSync(join(weakened, 'main.mjs')))
    throw new Error('the weakened server was not made')
  return weakened
}
