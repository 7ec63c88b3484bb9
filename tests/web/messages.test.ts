import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const web = join(import.meta.dirname, '../../web')
type Tree = { readonly [key: string]: string | Tree }

function messagesOf(locale: string, file: string): Map<string, string> {
  const tree = JSON.parse(readFileSync(join(web, 'i18n', locale, file), 'utf8')) as Tree
  const flat = new Map<string, string>()
  const walk = (branch: Tree, path: string) => {
    for (const [key, value] of Object.entries(branch)) {
      if (typeof value === 'string') flat.set(path + key, value)
      else walk(value, `${path}${key}.`)
    }
  }
  walk(tree, '')
  return flat
}

/** The files whose words an app loads. */
function filesOf(app: string): string[] {
  const start = readFileSync(join(web, app, 'main.ts'), 'utf8')
  return [...start.matchAll(/i18n\/zh-CN\/([\w-]+\.json)/g)].map(([, file = '']) => file)
}

const blanksOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted()

/** Every key that a page of an app names in full; keys made of parts are looked up by their beginning. */
function namedIn(folders: readonly string[]): { whole: string[]; beginnings: string[] } {
  const texts = folders
    .flatMap(folder => readdirSync(join(web, folder)).map(name => join(web, folder, name)))
    .filter(path => /\.(vue|ts)$/.test(path))
    .map(path => readFileSync(path, 'utf8'))
  const found = (pattern: RegExp) =>
    texts.flatMap(text => [...text.matchAll(pattern)].map(([, key = '']) => key))
  return {
    whole: found(/(?:\bt|\bsay)\(\s*'([\w.-]+)'/g).concat(found(/title: '(\w+\.\w+)'/g)),
    beginnings: found(/(?:\bt|\bsay)\(\s*`([\w.]+)\$\{/g),
  }
}

describe('the words of the apps', () => {
  const files = readdirSync(join(web, 'i18n/zh-CN'))

  it.each(files)('%s says the same things in Chinese and English, with the same blanks', file => {
    const [chinese, english] = [messagesOf('zh-CN', file), messagesOf('en', file)]
    expect([...english.keys()]).toEqual([...chinese.keys()])
    for (const [key, text] of chinese) {
      expect(blanksOf(english.get(key) ?? ''), key).toEqual(blanksOf(text))
      expect(english.get(key)?.trim(), key).not.toBe('')
    }
  })

  it.each(['resident', 'merchant', 'attendant'])('every word the %s app asks for is there', app => {
    const known = filesOf(app).flatMap(file => [...messagesOf('zh-CN', file).keys()])
    const { whole, beginnings } = namedIn(['ui', app])
    expect(whole.filter(key => !known.includes(key))).toEqual([])
    expect(beginnings.filter(start => !known.some(key => key.startsWith(start)))).toEqual([])
  })

  it('no Chinese is left in the English texts, but for names', () => {
    const left = files.flatMap(file =>
      [...messagesOf('en', file)].filter(([, text]) => /\p{Script=Han}/u.test(text.replace('碳惠通', ''))),
    )
    expect(left).toEqual([])
  })
})
