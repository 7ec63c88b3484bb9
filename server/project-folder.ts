import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

function findUpwards(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const above = dirname(from)
  assert(above !== from, 'package.json not found: the program was moved out of its project')
  return findUpwards(above)
}

/** The folder of package.json: the same for the sources and for the built server, which lies elsewhere. */
export const projectFolder: string = findUpwards(import.meta.dirname)
