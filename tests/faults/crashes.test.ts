import { kill } from './kill.ts'
import { machine } from './machine.ts'
import { power } from './power.ts'
import { stop } from './stop.ts'
import { survives } from './survive.ts'

survives('keeps every promise when the process is killed while it writes', kill)
survives('keeps every promise when the power fails, which a weaker setting does not', power)
survives('answers what it has begun when it is asked to end', stop)
survives('loses a second at most with the machine, and nothing while the backups’ disk is full', machine)
