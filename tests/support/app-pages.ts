import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '#server/project-folder.ts'

const web = join(projectFolder, 'web')

/** The apps that have pages, with where they stand: residents at `/`, the others below their name. */
export function apps(): { readonly name: string; readonly base: string }[] {
  return readdirSync(web)
    .filter(name => existsSync(join(web, name, 'router.ts')))
    .map(name => ({ name, base: name === 'resident' ? '/' : `/${name}/` }))
}

/** Every address that an app's router knows, as it is written there: `/rewards/:id`. */
export function routesOf(app: { readonly name: string; readonly base: string }): string[] {
  const text = readFileSync(join(web, app.name, 'router.ts'), 'utf8')
  const paths = [...text.matchAll(/path: '([^']+)'/g)].map(([, path = '']) => path)
  return paths.filter(path => !path.includes('*')).map(path => app.base.slice(0, -1) + path)
}

/** What an address of this form looks like. */
export function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/\/$/, '/?').replaceAll(/:\w+(\([^)]*\))?/g, '[^/]+')}$`)
}
