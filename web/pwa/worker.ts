import { mayKeep } from './kept-answers.ts'

/** Written here by the build, for each app its own. */
declare const __SHELL__: {
  readonly app: string
  /** Such as `/merchant/`: what is below it is this app's … */
  readonly base: string
  /** … but for what is another's. */
  readonly others: readonly string[]
  readonly version: string
  /** Everything the app consists of, its page first. */
  readonly files: readonly string[]
}
declare const self: ServiceWorkerGlobalScope

const shell = __SHELL__
const page = shell.base
const shellName = `shell-${shell.app}-${shell.version}`
const keptName = `kept-${shell.app}`

/** Longer than this nobody waits for news, if there is something to show meanwhile. */
const patienceMs = 4_000
const keptMost = 120
const keptForMs = 30 * 86_400_000

/** Counts how often all was forgotten: an answer that was asked for before is not kept any more. */
let forgotten = 0

self.addEventListener('install', event => {
  const fresh = shell.files.map(file => new Request(file, file === page ? { cache: 'reload' } : {}))
  event.waitUntil(caches.open(shellName).then(cache => cache.addAll(fresh)))
})

self.addEventListener('activate', event => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()))
})

async function dropOldShells(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter(name => name.startsWith(`shell-${shell.app}-`) && name !== shellName)
  await Promise.all(old.map(name => caches.delete(name)))
}

self.addEventListener('message', event => {
  if (event.data === 'update') event.waitUntil(self.skipWaiting())
  if (event.data === 'forget') {
    forgotten++
    event.waitUntil(caches.delete(keptName))
  }
})

self.addEventListener('fetch', event => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') {
    if (isOwnPage(pathname)) event.respondWith(fromShell(page, request))
  } else if (shell.files.includes(pathname) || pathname.startsWith('/assets/')) {
    event.respondWith(fromShell(request, request))
  } else if (mayKeep(shell.app, pathname)) {
    event.respondWith(newest(event))
  }
})

function isOwnPage(path: string): boolean {
  if (path.includes('.') || path.startsWith('/api/')) return false
  const others = shell.others.some(base => path === base.slice(0, -1) || path.startsWith(base))
  return path.startsWith(shell.base) && !others
}

/** The files of one version belong together, so the kept ones come first. */
async function fromShell(key: Request | string, request: Request): Promise<Response> {
  const cache = await caches.open(shellName)
  const known = await cache.match(key, { ignoreVary: true })
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok && typeof key !== 'string') await cache.put(key, answer.clone())
  return answer
}

/** The server's answer; the last known one, with its date, where none comes. */
async function newest(event: FetchEvent): Promise<Response> {
  const cache = await caches.open(keptName)
  const coming = askAndKeep(event.request, cache)
  event.waitUntil(coming.catch(() => undefined))
  const known = await goodStill(cache, event.request.url)
  if (!known) return coming
  const late = new Promise<null>(resolve => setTimeout(resolve, patienceMs, null))
  const answer = await Promise.race([coming, late]).catch(() => null)
  return answer && answer.status < 502 ? answer : known
}

async function askAndKeep(request: Request, cache: Cache): Promise<Response> {
  const asOf = forgotten
  const answer = await fetch(request)
  if (answer.status === 401 || answer.status === 404) await cache.delete(request.url)
  if (!answer.ok || asOf !== forgotten) return answer
  await cache.put(request.url, await dated(answer.clone()))
  const surplus = (await cache.keys()).slice(0, -keptMost)
  await Promise.all(surplus.map(old => cache.delete(old)))
  return answer
}

async function dated(answer: Response): Promise<Response> {
  const at = Date.parse(answer.headers.get('date') ?? '')
  return new Response(await answer.blob(), {
    headers: {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      'x-kept-at': new Date(Number.isFinite(at) ? at : Date.now()).toISOString(),
    },
  })
}

async function goodStill(cache: Cache, url: string): Promise<Response | null> {
  const known = await cache.match(url)
  const at = Date.parse(known?.headers.get('x-kept-at') ?? '')
  return known && Date.now() - at < keptForMs ? known : null
}
