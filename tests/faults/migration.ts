import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { projectFolder } from '#server/project-folder.ts'
import { environmentOf } from '#tests/bench/settings.ts'
import { rowsOf } from './books.ts'
import { type Fault, holds, none, some } from './figures.ts'
import { databaseIn, inFolder } from './world.ts'

const schema = `select type, name, sql from sqlite_master
  where name not like 'sqlite_%' and name not like '\\_\\_%' escape '\\' order by name`

function startMigrating(data: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'server/commands/migrate.ts'], {
    cwd: projectFolder,
    env: { ...process.env, ...environmentOf(databaseIn(data), data) },
    stdio: 'ignore',
  })
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  return { child, ended }
}

/**
 * The migration is killed at any moment: what is there is the old schema or the new one, and it can be run
 * again.
 */
export const migration: Fault = {
  name: 'migration',
  title: 'kill in the middle of a migration',
  play: ({ deep, template, say }) =>
    inFolder(async folder => {
      const whole = JSON.stringify(await rowsOf(databaseIn(template), schema))
      const between: string[] = []
      const failed: number[] = []
      let [killed, old] = [0, 0]
      const rounds = deep ? 30 : 3
      for (let round = 1; round <= rounds; round++) {
        const data = join(folder, String(round))
        const { child, ended } = startMigrating(data)
        while (!existsSync(databaseIn(data)) && child.exitCode === null) await wait(1)
        await wait(Math.random() * 40)
        child.kill('SIGKILL')
        if ((await ended) === null) killed++
        const found = JSON.stringify(await rowsOf(databaseIn(data), schema))
        if (found === '[]') old++
        else if (found !== whole) between.push(found)
        const code = await startMigrating(data).ended
        const [checked] = await rowsOf(databaseIn(data), 'pragma integrity_check')
        const ready = JSON.stringify(await rowsOf(databaseIn(data), schema)) === whole
        if (code !== 0 || !ready || checked?.['integrity_check'] !== 'ok') failed.push(round)
        if (round % 10 === 0) say(`${round} of ${rounds}: ${old} had the old schema`)
      }
      return [
        some('migrations killed', killed),
        { ...some('of them before the end', old), timed: true },
        none('a schema between old and new', between),
        none('second runs that did not end well', failed),
        holds('the schema that is expected has tables', whole.includes('transfer')),
      ]
    }),
}
