import type { BindingView } from './bindings.ts'
import type { IssuedCard } from './cards.ts'
import type { ConsentView } from './consents.ts'

/** A consent as the contract says it. */
export function consentBody(view: ConsentView) {
  return {
    ...view,
    grantedAt: view.grantedAt.toISOString(),
    withdrawnAt: view.withdrawnAt?.toISOString() ?? null,
  }
}

/** A binding as the contract says it. */
export function bindingBody(view: BindingView) {
  return {
    ...view,
    boundAt: view.boundAt.toISOString(),
    unboundAt: view.unboundAt?.toISOString() ?? null,
  }
}

/** A card as the contract says it; the only time its code is told. */
export function cardBody(issued: IssuedCard) {
  return { ...issued, issuedAt: issued.issuedAt.toISOString() }
}
