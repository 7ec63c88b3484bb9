import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readConfig } from '#server/config.ts'
import { loadKeys } from '#server/keys.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'settings-'))

const complete = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://carbon.example',
  DEPLOYMENT_ID: 'jlp-test',
  MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
  SIGNING_KEY: 'kept elsewhere',
}

describe('the settings of a deployment', () => {
  it('are complete with nothing set: one file, one port, no demonstration', () => {
    const config = readConfig({ DATA_DIR: newFolder() })
    expect(config).toMatchObject({ port: 8787, demo: false, production: false, deploymentId: 'jlp-local' })
    expect(config.databaseUrl).toMatch(/district\.sqlite$/)
  })

  it.each([
    [{ PORT: 'abc' }, /^PORT: /],
    [{ PORT: '70000' }, /^PORT: /],
    [{ DEMO: 'yes' }, /^DEMO: /],
    [{ PUBLIC_URL: 'carbon' }, /^PUBLIC_URL: /],
    [{ DEPLOYMENT_ID: 'Jiu Long' }, /^DEPLOYMENT_ID: /],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: /],
  ])('that are wrong (%j) are named in one line', (env, line) => {
    expect(() => readConfig(env)).toThrow(line)
  })

  it.each(['MASTER_KEY', 'SIGNING_KEY', 'PUBLIC_URL', 'DEPLOYMENT_ID'])(
    'in production include %s',
    missing => {
      expect(() => readConfig({ ...complete, [missing]: undefined })).toThrow(missing)
    },
  )

  it('in production allow no demonstration, whatever the data folder says', () => {
    const DATA_DIR = newFolder()
    writeFileSync(join(DATA_DIR, 'demo'), '')
    expect(readConfig({ DATA_DIR }).demo).toBe(true)
    expect(readConfig({ ...complete, DATA_DIR }).demo).toBe(false)
    expect(() => readConfig({ ...complete, DEMO: '1' })).toThrow('DEMO')
  })
})

describe('the keys of a deployment', () => {
  it('are made once, for the owner of the data folder alone', () => {
    const dataFolder = newFolder()
    const none = { masterKey: null, signingKey: null, backupKey: null }
    const first = loadKeys({ dataFolder, ...none })
    const again = loadKeys({ dataFolder, ...none })
    expect(again.index).toEqual(first.index)
    expect(again.signing.kid).toBe(first.signing.kid)
    expect(statSync(join(dataFolder, 'keys.json')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(dataFolder, 'keys.json'), 'utf8')).not.toContain('undefined')
  })

  it('that cannot be used are named', () => {
    const dataFolder = newFolder()
    const given = { dataFolder, masterKey: 'c2hvcnQ=', signingKey: 'x', backupKey: null }
    expect(() => loadKeys(given)).toThrow('MASTER_KEY')
    const masterKey = Buffer.alloc(32, 1).toString('base64')
    expect(() => loadKeys({ ...given, masterKey })).toThrow('SIGNING_KEY')
  })
})
