import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { createMiddleware } from 'hono/factory'

/** Everything from here, nothing inlined; WebAssembly is the camera's decoder, `data:` images are the browser's own. */
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const pageHeaders = {
  'content-security-policy': policy,
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

/** An address of a page, not of a file: what a person may reload or send to somebody. */
const pagePattern = /^\/[^.]*$/
const hashedPattern = /^\/assets\//

/**
 * Serves the built web. Files whose name holds their hash are kept for ever; pages are asked for each time. Addresses
 * below `/merchant` get the counter's page, all others that are no file the residents'.
 */
export function serveWeb(distFolder: string): Hono {
  const page = (name: string) =>
    createMiddleware(async (c, next) => {
      const file = join(distFolder, name)
      if (c.req.method !== 'GET' || !pagePattern.test(c.req.path) || !existsSync(file)) return next()
      const html = await readFile(file, 'utf8')
      return c.html(html, 200, { ...pageHeaders, 'cache-control': 'no-cache' })
    })

  const web = new Hono()
  web.use(compress())
  web.use('/merchant/*', page('merchant/index.html'))
  web.use('/merchant', page('merchant/index.html'))
  web.use(
    serveStatic({
      root: distFolder,
      index: '',
      onFound: (_path, c) => {
        const kept = hashedPattern.test(c.req.path)
        c.header('cache-control', kept ? 'public, max-age=31536000, immutable' : 'no-cache')
        c.header('x-content-type-options', 'nosniff')
      },
    }),
  )
  web.use(page('index.html'))
  return web
}
