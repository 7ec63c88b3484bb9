import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mayKeep } from '../../web/pwa/kept-answers.ts'

const server = join(import.meta.dirname, '../../server')

/** What a device never keeps: codes, signatures and numbers, what says who has access, and whole copies. */
const neverKept = [
  '/me/code',
  '/me/vouchers/{id}/certificate',
  '/me/helped-vouchers/{id}',
  '/me/helped-vouchers/{id}/certificate',
  '/me/children',
  '/me/children/{id}',
  '/me/children/{id}/code',
  '/me/forms',
  '/me/forms/{id}',
  '/me/sessions',
  '/me/export',
  '/me/export/{id}',
  '/me/redemptions/{key}',
]

/** Every address below `/me` that a resident may ask for. */
const asked = readdirSync(server, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile() && entry.name.endsWith('routes.ts'))
  .map(entry => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8'))
  .flatMap(text => [...text.matchAll(/method: 'get',\s*path: '(\/me\/[^']+)'/g)])
  .map(([, path = '']) => path)

const isKept = (path: string) => mayKeep('resident', `/api/v1${path.replaceAll(/\{\w+\}/g, 'xyz_0')}`)

it('every answer to a resident is either kept on the device, or named here as one that is not', () => {
  expect(asked.filter(path => isKept(path) === neverKept.includes(path))).toEqual([])
})

it('no app keeps an answer of another, of signing in, or of a demonstration', () => {
  for (const path of ['/api/v1/session', '/api/v1/demo/codes', '/api/v1/merchant/me', '/api/v1/admin/me']) {
    expect(mayKeep('resident', path), path).toBe(false)
  }
  expect(mayKeep('merchant', '/api/v1/me')).toBe(false)
  expect(mayKeep('merchant', '/api/v1/merchant/vouchers.csv')).toBe(false)
  expect(mayKeep('resident', '/elsewhere/api/v1/me')).toBe(false)
})
