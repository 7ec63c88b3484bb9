import type { RefusalCode, RefusalFacts } from '#shared/domain/refusals.ts'

/** A reason to say no. Thrown inside a command, it rolls the command back by itself. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: RefusalCode
  readonly facts: RefusalFacts

  constructor(code: RefusalCode, facts: RefusalFacts = {}, options?: ErrorOptions) {
    super(code, options)
    this.code = code
    this.facts = facts
  }
}

export function refuse(code: RefusalCode, facts: RefusalFacts = {}): never {
  throw new Refusal(code, facts)
}

export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal
}
