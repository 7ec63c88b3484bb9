import { full } from './full.ts'
import { io } from './io.ts'
import { readOnly } from './read-only.ts'
import { slow } from './slow.ts'
import { survives } from './survive.ts'

survives('refuses to write on a full disk, reads on, and goes on when there is room', full)
survives('refuses what the disk refuses, and ends when the disk cannot be believed', io)
survives('says that its data folder is read-only, at the start and later', readOnly)
survives('answers later, and without an error, on a slow disk', slow)
