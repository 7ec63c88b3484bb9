import { openContext } from '#server/commands/open-context.ts'
import { fillWorld } from '#tests/bench/world.ts'
import { worldSize } from './world.ts'

/** A child process: fills the database of its environment and prints the ids of what can be redeemed. */
const ctx = await openContext(process.env)
const { rewards } = await fillWorld(ctx, worldSize, () => {})
await ctx.db.close()
process.stdout.write(JSON.stringify({ rewards }))
