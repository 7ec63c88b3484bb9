import { type RefusalCode, refusals, refusalSentence, type RefusalFacts } from '#shared/domain/refusals.ts'

/** The server said no, with a reason that has a sentence. */
export class RefusedByServer extends Error {
  override readonly name = 'RefusedByServer'
  readonly code: RefusalCode
  readonly facts: RefusalFacts

  constructor(code: RefusalCode, facts: RefusalFacts) {
    super(code)
    this.code = code
    this.facts = facts
  }
}

/** No answer came: the network is down, or the server is. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

export type Problem =
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly facts: RefusalFacts }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'unexpected' }

export function isRefusalCode(code: unknown): code is RefusalCode {
  return typeof code === 'string' && Object.hasOwn(refusals, code)
}

let signedOut = () => {}

/** What happens when the server does not know the session (any more). */
export function onSignedOut(handler: () => void): void {
  signedOut = handler
}

/** Makes something to show of an error. What nobody expected is reported to the browser as well. */
export function problemIn(error: unknown): Problem {
  if (error instanceof RefusedByServer) {
    if (error.code === 'not-signed-in') signedOut()
    return { kind: 'refused', code: error.code, facts: error.facts }
  }
  if (error instanceof NoAnswer) return { kind: 'no-answer' }
  reportError(error)
  return { kind: 'unexpected' }
}

/** A deed that was taken but not credited says why by a code: the words of that refusal. */
export function refusalNamed(code: string | null): Problem | null {
  return isRefusalCode(code) ? { kind: 'refused', code, facts: {} } : null
}

/** The sentence of a problem; `say` words the two that no server gave. */
export function problemSentence(
  problem: Problem,
  language: 'zh' | 'en',
  say: (key: string) => string,
): string {
  if (problem.kind !== 'refused') return say(`ui.problem.${problem.kind}`)
  return refusalSentence(problem.code, language, problem.facts)
}
