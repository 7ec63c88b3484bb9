import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#server/project-folder.ts'
import { mutants } from './mutations/mutants.ts'

const read = (path: string): string => readFileSync(join(projectFolder, path), 'utf8')

const sources = ['server', 'shared', 'seeds'].flatMap(folder =>
  readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => ({ path: `${folder}/${file}`, text: read(`${folder}/${file}`) })),
)

const offenders = (forbidden: RegExp, allowed: RegExp) =>
  sources.filter(({ path, text }) => !allowed.test(path) && forbidden.test(text)).map(({ path }) => path)

describe('the server', () => {
  it('calls nobody: nothing in it opens a connection but the one to its database', () => {
    expect(sources.length).toBeGreaterThan(200)
    // A method called `fetch` that takes a request is the server's own way in.
    const calls = /(?<![.\w])fetch\(|\bXMLHttpRequest\b|\bWebSocket\b|\bEventSource\b|\.sendBeacon\(/
    expect(offenders(calls, /^$/)).toEqual([])
    const modules = /^import (?!type ).*from '(?:node:)?(?:https?|http2|tls|dgram|dns|undici|axios|got|ws)'/m
    expect(offenders(modules, /^$/)).toEqual([])
    expect(offenders(/from 'node:net'/, /^server\/http\/address\.ts$/)).toEqual([])
    expect(read('server/http/address.ts')).toContain("import { isIP, isIPv6 } from 'node:net'")
  })

  it('starts no program but its own, and no shell', () => {
    const own = /^server\/(db\/generate|backup\/(scheduled-backup|journal-process))\.ts$/
    expect(offenders(/child_process|\beval\(|new Function\(|node:vm/, own)).toEqual([])
    expect(offenders(/shell: true|\bexec(Sync)?\(`/, /^server\/db\//)).toEqual([])
  })

  it('puts no text of anybody into SQL: raw SQL stands in the database layer alone', () => {
    expect(offenders(/sql\.(raw|identifier)\(|\.unsafe\(|\.prepare\(/, /^server\/db\//)).toEqual([])
    // In there it names columns of our own tables, or counts.
    const raw = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/sql\.raw\(([^)]*\)?)/g)].map(found => ({ path, of: found[1] ?? '' })),
    )
    expect(raw.filter(({ of }) => /given|input|body|text|query|request/i.test(of))).toEqual([])
    expect(new Set(raw.map(({ path }) => path))).toEqual(new Set(['server/db/rowset.ts']))
  })

  it('rolls its secrets with the system’s dice', () => {
    expect(offenders(/Math\.random\(/, /^server\/db\/(failures|open-postgres|database)\.ts$/)).toEqual([])
  })
})

describe('the threat model', () => {
  const named = [...read('docs/threat-model.md').matchAll(/`(tests\/[\w/.-]+\.ts)`/g)].map(
    found => found[1] ?? '',
  )

  it('names a test that exists for every threat', () => {
    const rows = read('docs/threat-model.md')
      .split('\n')
      .filter(line => line.startsWith('| ') && !/^\| (Actor|-)/.test(line))
    expect(rows.length).toBeGreaterThan(30)
    expect(rows.filter(row => !/`tests\/[\w/.-]+\.test\.ts` *\|$/.test(row))).toEqual([])
    expect(named.filter(path => !existsSync(join(projectFolder, path)))).toEqual([])
  })

  it('has mutants that still fit the sources they change', () => {
    expect(mutants.length).toBeGreaterThan(25)
    for (const { what, changes, tests } of mutants) {
      for (const { file, from } of changes)
        expect({ what, file, times: read(file).split(from).length - 1 }).toEqual({ what, file, times: 1 })
      expect(tests.filter(path => !existsSync(join(projectFolder, path)))).toEqual([])
    }
  })
})
