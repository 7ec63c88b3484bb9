import { getCurrentInstance, onUnmounted, reactive, type Ref, ref, shallowRef } from 'vue'
import { keptAnswersSoFar, whenConnected } from './connection.ts'
import { type Problem, problemIn } from './problem.ts'
import { settles } from './settling.ts'

export interface Task<Args extends unknown[]> {
  readonly run: (...args: Args) => Promise<boolean>
  readonly running: Ref<boolean>
  readonly problem: Ref<Problem | null>
}

/** One action at a time; what went wrong stays readable until the next try. Says whether it succeeded. */
export function useTask<Args extends unknown[]>(work: (...args: Args) => Promise<unknown>): Task<Args> {
  const running = ref(false)
  const problem = shallowRef<Problem | null>(null)

  async function run(...args: Args): Promise<boolean> {
    if (running.value) return false
    running.value = true
    problem.value = null
    try {
      await work(...args)
      return true
    } catch (error) {
      problem.value = problemIn(error)
      return false
    } finally {
      running.value = false
    }
  }

  return { run, running, problem }
}

/** Something a page shows once it has arrived. */
export interface Load<T> {
  data: T | null
  running: boolean
  problem: Problem | null
  reload: () => Promise<boolean>
}

/**
 * Starts loading at once. Old data stays visible while it loads again; what came from the device's memory is
 * asked for again when the network is back.
 */
export function useLoad<T>(fetchData: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  let old = false
  const { run, running, problem } = useTask(async () => {
    const before = keptAnswersSoFar()
    data.value = await fetchData()
    old = keptAnswersSoFar() > before
  })
  const first = run()
  if (getCurrentInstance()) {
    settles(first)
    onUnmounted(
      whenConnected(async () => {
        if (old || problem.value?.kind === 'no-answer') await run()
      }),
    )
  }
  return reactive({ data, running, problem, reload: () => run() }) as Load<T>
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

/** A list that comes in pages by cursor. `more` adds the next page, `reload` begins again. */
export function usePages<Item, P extends Page<Item>>(
  fetchPage: (cursor: string | undefined) => Promise<P & Page<Item>>,
) {
  const list = useLoad(() => fetchPage(undefined))
  const task = useTask(async () => {
    const shown = list.data
    if (!shown?.next) return
    const page = await fetchPage(shown.next)
    list.data = { ...page, items: [...shown.items, ...page.items] }
  })
  return { list, more: reactive(task) }
}
