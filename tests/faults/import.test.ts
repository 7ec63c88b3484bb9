import { importing } from './import.ts'
import { survives } from './survive.ts'

survives('goes on answering beside a large import', importing)
