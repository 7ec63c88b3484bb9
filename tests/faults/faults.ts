import { bits } from './bits.ts'
import { clock } from './clock.ts'
import { connections } from './connections.ts'
import type { Fault } from './figures.ts'
import { full } from './full.ts'
import { importing } from './import.ts'
import { io } from './io.ts'
import { kill } from './kill.ts'
import { lostReplies } from './lost-replies.ts'
import { machine } from './machine.ts'
import { migration } from './migration.ts'
import { overload } from './overload.ts'
import { postgres } from './postgres.ts'
import { power } from './power.ts'
import { readOnly } from './read-only.ts'
import { slow } from './slow.ts'
import { stop } from './stop.ts'

/** Every fault that the service must survive, in the order in which they are played. */
export const faults: readonly Fault[] = [
  kill,
  power,
  machine,
  full,
  io,
  readOnly,
  slow,
  stop,
  migration,
  postgres,
  lostReplies,
  importing,
  overload,
  connections,
  clock,
  bits,
]
