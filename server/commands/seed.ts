import { parseArgs } from 'node:util'
import { loadDemo } from '#seeds/demo/load-demo.ts'
import { loadReference } from '#seeds/load-reference.ts'
import { ConfigurationError } from '../config.ts'
import { runCommand } from './open-context.ts'

/** `npm run seed [-- --demo]`: loads what production needs and, with `--demo`, a believable district. */
await runCommand(async ctx => {
  const { values } = parseArgs({ options: { demo: { type: 'boolean', default: false } } })
  if (values.demo && !ctx.config.demo) throw new ConfigurationError('--demo needs DEMO=1')
  const { actionTypes, factors, rules } = await loadReference(ctx)
  console.log(`New or changed: ${actionTypes} action types, ${factors} factors and ${rules} rules.`)
  if (!values.demo) return
  for (const line of await loadDemo(ctx)) console.log(line)
})
