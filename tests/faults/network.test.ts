import { connections } from './connections.ts'
import { lostReplies } from './lost-replies.ts'
import { overload } from './overload.ts'
import { survives } from './survive.ts'

survives('counts everything once when answers are lost on their way', lostReplies)
survives('answers or says when to come back, at three times what it can do', overload)
survives('serves the honest among half requests and idle connections', connections)
