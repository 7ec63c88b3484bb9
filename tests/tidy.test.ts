import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#server/project-folder.ts'

/** Every source file git knows or would add, without what a tool writes. */
const files = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: projectFolder,
  encoding: 'utf8',
})
  .stdout.split('\0')
  .filter(file => /\.(ts|mts|mjs|js|vue|css)$/.test(file))
  .flatMap(path => {
    try {
      return [{ path, text: readFileSync(join(projectFolder, path), 'utf8') }]
    } catch {
      // Deleted, but not yet in a commit.
      return []
    }
  })
  .map(({ path, text }) => ({ path, text, lines: text.trimEnd().split('\n') }))

/** `path:line` of every line within some files that matches what is forbidden there. */
function offenders(within: RegExp, forbidden: RegExp, except?: RegExp): string[] {
  return files
    .filter(({ path }) => within.test(path) && !except?.test(path) && path !== 'tests/tidy.test.ts')
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, at) => (forbidden.test(line) ? [`${path}:${at + 1}`] : [])),
    )
}

/** What a file imports, as paths from the project's folder; packages by their name. */
function importsOf({ path, text }: { path: string; text: string }): { from: string; typeOnly: boolean }[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'"()]*?\sfrom\s)?['"]([^'"]+)['"]/gm)
  return [...statements].map(([, type, from = '']) => ({
    from: resolved(path, from),
    typeOnly: Boolean(type),
  }))
}

function resolved(path: string, from: string): string {
  if (from.startsWith('#')) return from.slice(1)
  return from.startsWith('.') ? join(path, '..', from) : from
}

function importers(
  within: RegExp,
  forbidden: (from: string, path: string) => boolean,
  types = true,
): string[] {
  return files
    .filter(({ path }) => within.test(path))
    .flatMap(file =>
      importsOf(file)
        .filter(({ from, typeOnly }) => (types || !typeOnly) && forbidden(from, file.path))
        .map(({ from }) => `${file.path} imports ${from}`),
    )
}

const areaOf = (path: string): string => path.split('/').slice(0, 2).join('/')

describe('who may import whom', () => {
  it('shared/domain imports only itself', () => {
    expect(importers(/^shared\/domain\//, from => !from.startsWith('shared/domain/'))).toEqual([])
  })

  it('shared/contract imports only shared and Zod', () => {
    const foreign = (from: string) => !from.startsWith('shared/') && !/^(zod|@hono\/zod-openapi)$/.test(from)
    expect(importers(/^shared\/contract\//, foreign)).toEqual([])
  })

  it('the web takes only types from the server', () => {
    expect(importers(/^web\//, from => from.startsWith('server/'), false)).toEqual([])
  })

  it('the server knows neither the web nor the tests', () => {
    expect(importers(/^server\//, from => /^(web|tests)\//.test(from))).toEqual([])
  })

  it('the database layer knows no area', () => {
    const area = (from: string) => /^server\/[a-z-]+\//.test(from) && !from.startsWith('server/db/')
    expect(importers(/^server\/db\/(?!schema\.ts)/, area)).toEqual([])
  })

  it('only server/db knows which database it is', () => {
    const driver = /^(pg|better-sqlite3|drizzle-orm\/.*(pg|postgres|sqlite).*)$/
    const known = (from: string) => driver.test(from)
    expect(importers(/^(server\/(?!db\/)|seeds\/|web\/|shared\/)/, known, false)).toEqual([])
  })

  it('only routes speak HTTP', () => {
    const speaking = /^server\/((app|main)\.ts|http\/|.*routes\.ts$)/
    const hono = (from: string, path: string) => /^(hono|@hono\/)/.test(from) && !speaking.test(path)
    expect(importers(/^server\//, hono)).toEqual([])
  })

  it('a route leaves tables to commands and queries', () => {
    const tables = (from: string, path: string) => from.endsWith('tables.ts') && areaOf(from) !== areaOf(path)
    expect(importers(/^server\/.*routes\.ts$/, tables, false)).toEqual([])
  })
})

describe('what is written nowhere', () => {
  it.each([
    [
      'shared/domain reads no clock and rolls no dice',
      /^shared\/domain\//,
      /Date\.now|new Date\(\)|Math\.random/,
    ],
    ['nothing replaces a row of history', /^(server|seeds)\//, /REPLACE INTO|onConflictDoReplace/i],
    ['no HTML made of data', /^web\//, /v-html|innerHTML/],
    ['no request of the web outside its client', /^web\/(?!api\.ts|pwa\/)/, /\bfetch\(/],
    ['no left-over reminders', /./, /\bTODO\b|\bFIXME\b|\bXXX\b/],
    ['no printing of the moment', /\.(ts|vue)$/, /console\.(log|debug|info)/, /^server\/commands\//],
    ['no lines over 110 columns', /./, /^.{111,}$/],
    ['no tests left out or singled out', /^tests\//, /\b(it|describe|test)\.(only|skip|todo)\b/],
    ['no type checks switched off', /./, /@ts-(ignore|nocheck|expect-error)|\bas any\b/, /^tests\//],
    [
      'no SQL that one database alone understands',
      /^(server\/(?!db\/)|seeds\/)/,
      /\bilike\(|\.for\('update'\)|selectDistinctOn|->>|::[a-z]+`|\bjsonb_|jsonb?_each|\bpragma\b/,
    ],
    [
      'no dialect named outside of the database layer',
      /^(server\/(?!db\/)|seeds\/)/,
      /dialect === |=== '(sqlite|postgres)'/,
      /^server\/(main|config)\.ts$|^server\/commands\/|^server\/vite\.config\.ts$/,
    ],
  ] as const)('%s', (_, within: RegExp, forbidden: RegExp, except?: RegExp) => {
    expect(offenders(within, forbidden, except)).toEqual([])
  })

  it('no file or folder that says nothing by its name', () => {
    const vague = /(^|\/|-)(utils?|helpers?|common|misc|manager|index)(\.|-|\/|$)/
    const entry = /^web\/.*index\.(html|ts)$/
    expect(files.map(file => file.path).filter(path => vague.test(path) && !entry.test(path))).toEqual([])
  })

  it('no address of a registry in the lock file', () => {
    expect(readFileSync(join(projectFolder, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/)
  })
})

describe('sizes', () => {
  const sizes = files.map(({ path, lines }) => ({ path, lines: lines.length }))
  const shareUnder = (most: number) => sizes.filter(({ lines }) => lines < most).length / sizes.length

  it('no file over 300 lines', () => {
    expect(sizes.filter(({ lines }) => lines > 300)).toEqual([])
  })

  it('half the files under 70 lines, nine in ten under 200', () => {
    expect(shareUnder(70)).toBeGreaterThanOrEqual(0.5)
    expect(shareUnder(200)).toBeGreaterThanOrEqual(0.9)
  })
})

describe('layout', () => {
  it('names every file in kebab-case, components in PascalCase', () => {
    const kebab = /^[a-z0-9]+([-.][a-z0-9]+)*$/
    const component = /^[A-Z][A-Za-z0-9]*\.vue$/
    const named = (name: string) => kebab.test(name) || component.test(name)
    expect(files.map(({ path }) => path).filter(path => !named(path.split('/').at(-1) ?? ''))).toEqual([])
  })

  it('declares every table where drizzle-kit looks', () => {
    const schema = readFileSync(join(projectFolder, 'server/db/schema.ts'), 'utf8')
    const tables = files.map(({ path }) => path).filter(path => /^server\/[^/]+\/tables\.ts$/.test(path))
    expect(tables.filter(path => !schema.includes(path.replace('server/', '../')))).toEqual([])
  })

  it('keeps each test where one of the projects runs it', async () => {
    const { default: config } = await import('../vitest.config.ts')
    const areas = JSON.stringify(config.test?.projects)
    const folders = files.flatMap(({ path }) => path.match(/^tests\/([^/]+)\/.*\.test\.ts$/)?.[1] ?? [])
    expect([...new Set(folders)].filter(folder => !areas.includes(folder))).toEqual([])
  })
})
