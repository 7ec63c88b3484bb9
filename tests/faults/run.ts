import { parseArgs } from 'node:util'
import { faults } from './faults.ts'
import { type Figure, tableOf } from './figures.ts'
import { prepareTemplate } from './world.ts'

/** `npm run faults`: plays every fault at length, or some of them, and prints what was measured. */
const { values } = parseArgs({ options: { only: { type: 'string' }, short: { type: 'boolean' } } })
const wanted = values.only?.split(',') ?? faults.map(fault => fault.name)
const unknown = wanted.filter(name => !faults.some(fault => fault.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `unknown: ${unknown.join(', ')}; there are ${faults.map(one => one.name).join(', ')}\n`,
  )
  process.exit(1)
}

const startedAt = performance.now()
const say = (text: string) => {
  const seconds = String(Math.round((performance.now() - startedAt) / 1_000)).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const rows: (Figure & { fault: string })[] = []
let skipped = 0
say('building the server and a district')
const { template, remove } = prepareTemplate()
try {
  for (const fault of faults.filter(({ name }) => wanted.includes(name))) {
    const obstacle = fault.obstacle?.() ?? null
    if (obstacle !== null) {
      skipped++
      say(`SKIPPED ${fault.name}: ${obstacle}`)
      continue
    }
    say(`${fault.name}: ${fault.title}`)
    const tell = (text: string) => say(`  ${text}`)
    const figures = await fault
      .play({ deep: !values.short, template, say: tell })
      .catch((error: unknown): Figure[] => [
        { what: 'played to its end', target: 'yes', measured: String(error).slice(0, 300), passed: false },
      ])
    rows.push(...figures.map(figure => ({ ...figure, fault: fault.name })))
  }
} finally {
  remove()
}
const failed = rows.filter(row => !row.passed).length
process.stdout.write(
  `\n${tableOf(rows)}\n\n${rows.length - failed} passed, ${failed} failed, ${skipped} skipped\n`,
)
process.exit(failed === 0 ? 0 : 1)
