import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { projectFolder } from '#server/project-folder.ts'
import { checkExport } from '#server/seals/check-export.ts'
import { checkHeads } from '#server/seals/check-heads.ts'
import { exportLedger } from '#server/seals/export-ledger.ts'
import { sealedTown } from './sealed-town.ts'

async function exported() {
  const town = await sealedTown()
  await town.ride(3)
  town.clock.advance({ minutes: 10 })
  await town.seal()
  await town.ride()
  const lines: string[] = []
  for await (const line of exportLedger(town.ctx)) lines.push(line)
  const file = join(mkdtempSync(join(tmpdir(), 'carbon-export-')), 'ledger.jsonl')
  const check = async (changed: readonly string[] = lines) => {
    writeFileSync(file, changed.join(''))
    const report = await checkExport(file, town.trusted)
    return {
      ...report,
      findings: [...report.findings, ...(await checkHeads(town.heads, async () => report.hashes))],
    }
  }
  return { town, lines, file, check }
}

describe('an exported ledger', () => {
  it('is found as sealed by whoever has nothing but the file and the heads', async () => {
    const { check, lines } = await exported()
    const { findings, rows, waiting } = await check()
    expect(findings).toEqual([])
    expect(rows).toBe(lines.filter(line => /^\{"(row|unsealed)"/.test(line)).length)
    expect(waiting).toBeGreaterThan(0)
  })

  it('names the row that was changed, whichever it is', async () => {
    const { check, lines } = await exported()
    const rows = lines.flatMap((line, at) => (line.startsWith('{"row"') ? [at] : []))
    for (const at of rows) {
      const line = JSON.parse(lines[at]!) as { row: string[]; key: string }
      line.row[line.row.length - 1] += '0'
      const { findings } = await check(lines.with(at, `${JSON.stringify(line)}\n`))
      expect(findings).toMatchObject([{ what: 'row changed', subject: expect.stringContaining(line.key) }])
    }
  })

  it('names a row that is missing, one that was added, and an end that is cut off', async () => {
    const { check, lines } = await exported()
    const at = lines.findIndex(line => line.startsWith('{"row"'))
    const { key } = JSON.parse(lines[at]!) as { key: string }
    const end = lines.findIndex(line => line.startsWith('{"end"'))
    expect((await check(lines.toSpliced(at, 1))).findings[0]).toMatchObject({
      what: 'row missing',
      subject: expect.stringContaining(key),
    })
    const added = lines[at]!.replace(`"key":"${key}"`, '"key":"forged"')
    expect((await check(lines.toSpliced(at, 0, added))).findings[0]).toMatchObject({ what: 'row added' })
    expect((await check(lines.slice(0, end))).findings[0]).toMatchObject({ what: 'unreadable' })
    const lastBlock = lines.findLastIndex(line => line.startsWith('{"block"'))
    const cut = [...lines.slice(0, lastBlock), '{"end":{"blocks":0,"rows":0}}\n']
    expect((await check(cut)).findings.at(-1)).toMatchObject({ what: 'tail cut off' })
  })

  it('is checked by a command that needs no database and no key', async () => {
    const { town, lines, file, check } = await exported()
    await check()
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'server/commands/verify-export.ts', ...args], {
        cwd: projectFolder,
        env: { PATH: process.env['PATH'] },
        encoding: 'utf8',
      })
    const right = run(file, town.heads)
    expect(right.stdout).toContain('As sealed')
    expect(right.status).toBe(0)
    writeFileSync(file, readFileSync(file, 'utf8').replace(lines[3]!, ''))
    const wrong = run(file, town.heads)
    expect(wrong.stdout).toContain('WRONG')
    expect(wrong.status).toBe(1)
  })
})
