import { bits } from './bits.ts'
import { clock } from './clock.ts'
import { survives } from './survive.ts'

survives('keeps every promise when the clock jumps back and forth, and says so', clock)
survives('finds every bit that turned in what is sealed', bits)
