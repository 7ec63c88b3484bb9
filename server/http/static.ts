import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'

/** An address of a page, not of a file: what a person may reload or send to somebody. */
const pagePattern = /^\/[^.]*$/
const hashedPattern = /^\/assets\//

/**
 * Serves the built web. Files whose name holds their hash are kept for ever and leave in the form they were
 * compressed to when they were built; pages are asked for each time. Each app has a folder with its page,
 * such as `/merchant`; all other addresses that are no file get the residents'.
 */
export function serveWeb(distFolder: string): Hono {
  const page = (name: string) =>
    createMiddleware(async (c, next) => {
      const file = join(distFolder, name)
      const reading = c.req.method === 'GET' || c.req.method === 'HEAD'
      if (!reading || !pagePattern.test(c.req.path) || !existsSync(file)) return next()
      return c.html(await readFile(file, 'utf8'), 200, { 'cache-control': 'no-cache' })
    })

  const web = new Hono()
  for (const app of appsIn(distFolder)) {
    web.use(`/${app}/*`, page(`${app}/index.html`))
    web.use(`/${app}`, page(`${app}/index.html`))
  }
  web.use(page('index.html'))
  web.use(async (c, next) => {
    await next()
    if (!c.finalized || !c.res.ok) return
    const kept = hashedPattern.test(c.req.path)
    c.header('cache-control', kept ? 'public, max-age=31536000, immutable' : 'no-cache')
  })
  web.use(serveStatic({ root: distFolder, precompressed: true }))
  return web
}

function appsIn(distFolder: string): string[] {
  if (!existsSync(distFolder)) return []
  return readdirSync(distFolder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(distFolder, entry.name, 'index.html')))
    .map(entry => entry.name)
}
