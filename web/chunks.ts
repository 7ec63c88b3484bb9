import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

const folder = import.meta.dirname

/** The sources that a source needs from the start, and those that they need; packages are not followed. */
function neededBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file) || !existsSync(file) || !/\.(ts|vue)$/.test(file)) return found
  found.add(file)
  const statements = /^(?:import|export) (?!type\b)[^'"]*?from '([^']+)'|^import '([^']+)'/gm
  for (const [, from = '', bare = ''] of readFileSync(file, 'utf8').matchAll(statements)) {
    const path = from || bare
    if (path.startsWith('.')) neededBy(resolve(dirname(file), path), found)
    if (path.startsWith('#shared/')) neededBy(resolve(folder, '..', path.slice(1)), found)
  }
  return found
}

/** What an app loads in one language, by the names that its `main.ts` gives. */
function wordsOf(app: string): { chunk: string; locale: string; name: string }[] {
  const main = readFileSync(resolve(folder, app, 'main.ts'), 'utf8')
  const files = [...main.matchAll(/i18n\/([\w-]+)\/([\w-]+)\.json/g)]
  return files.map(([, locale = '', name = '']) => {
    return { chunk: `words-${name === 'ui' ? 'ui' : app}-${locale}`, locale, name }
  })
}

/**
 * Says which sources go together into a file of the build. Dozens of small files cost a phone more than their
 * bytes, so there is one for the libraries that every app starts with, one for what all pages share, one for
 * the rest of the residents' first page, and one for the words of an app in each language.
 */
export function chunkGroups(apps: readonly string[]) {
  const words = apps.flatMap(wordsOf)
  const first = neededBy(resolve(folder, 'resident/HomePage.vue'))
  const everywhere = ['ui/start-app.ts', 'ui/AppShell.vue'].map(file => resolve(folder, file))
  const shared = new Set([...everywhere.flatMap(file => [...neededBy(file)]), ...first])
  const own = resolve(folder, 'resident')
  const wordsChunk = (id: string) => {
    const [, locale, name] = /\/i18n\/([\w-]+)\/([\w-]+)\.json/.exec(id) ?? []
    return words.find(one => one.locale === locale && one.name === name)?.chunk ?? null
  }
  const source = (id: string) => id.split('?')[0] ?? ''
  return [
    { name: wordsChunk, priority: 4 },
    { name: 'vue', test: /node_modules\/(@?vue|vue-router|vue-i18n|@intlify|pinia)\//, priority: 3 },
    { name: 'shared', test: (id: string) => shared.has(source(id)) && !id.startsWith(own), priority: 2 },
    { name: 'home', test: (id: string) => first.has(source(id)) && id.startsWith(own), priority: 1 },
  ]
}
