import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin, Rollup } from 'vite'

/** The input that the service workers are made from. */
export const workerInput = 'service-worker'

const placeholder = '__SHELL__'

function filesOf(bundle: Rollup.OutputBundle, entry: Rollup.OutputChunk): string[] {
  const found = new Set<string>()
  const add = (name: string) => {
    const part = bundle[name]
    if (!part || found.has(name)) return
    found.add(name)
    if (part.type !== 'chunk') return
    part.viteMetadata?.importedCss.forEach(add)
    part.viteMetadata?.importedAssets.forEach(add)
    for (const next of [...part.imports, ...part.dynamicImports]) add(next)
  }
  add(entry.fileName)
  return [...found].toSorted().map(name => `/${name}`)
}

function baseOf(app: string): string {
  return app === 'resident' ? '/' : `/${app}/`
}

/**
 * Gives every app a service worker that knows the files of this build: the app opens without a network, and
 * changes to another version as a whole.
 */
export function serviceWorkers(apps: readonly string[]): Plugin {
  return {
    name: 'service-workers',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle[`${workerInput}.js`]
      if (worker?.type !== 'chunk') throw new Error('There is no service worker in the build.')
      if (worker.imports.length > 0) throw new Error('The service worker must be one file.')
      delete bundle[worker.fileName]
      for (const app of apps) {
        const base = baseOf(app)
        const entry = Object.values(bundle).find(
          (part): part is Rollup.OutputChunk => part.type === 'chunk' && part.isEntry && part.name === app,
        )
        if (!entry) throw new Error(`There is no app ${app} in the build.`)
        const html = bundle[`${base.slice(1)}index.html`]
        const files = [base, '/icon.svg', `${base}manifest.webmanifest`, ...filesOf(bundle, entry)]
        const version = createHash('sha256')
          .update(JSON.stringify(files))
          .update(html?.type === 'asset' ? html.source : '')
          .update(worker.code)
          .digest('hex')
          .slice(0, 16)
        const others = apps.filter(other => other !== app && other !== 'resident').map(baseOf)
        const shell = JSON.stringify({ app, base, others, version, files })
        this.emitFile({
          type: 'asset',
          fileName: `${base.slice(1)}service-worker.js`,
          source: worker.code.replace(placeholder, () => shell),
        })
      }
    },
  }
}

const compressible = /\.(js|css|svg|wasm|json|webmanifest)$/

/** Compresses each file once, as small as it gets, so that the server need not do it for every visitor. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir.startsWith('/')
        ? config.build.outDir
        : join(config.root, config.build.outDir)
    },
    closeBundle() {
      const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
      for (const entry of entries.filter(one => one.isFile() && compressible.test(one.name))) {
        const file = join(entry.parentPath ?? entry.path, entry.name)
        const content = readFileSync(file)
        const asText = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params: asText }))
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
      }
    },
  }
}
