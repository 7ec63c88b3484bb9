import { computed } from 'vue'
import { type LocationQuery, useRoute, useRouter } from 'vue-router'

export const wishedKinds = ['goods', 'coupon', 'ticket', 'donation'] as const
export const wishedOrders = ['shelf', 'cheapest', 'dearest'] as const
/** Upper bounds of a price that people choose from, in points. */
export const priceBounds = [20, 50, 100, 200] as const

/** What somebody looks for; all of it stands in the page's address, so that “back” finds it again. */
export interface RewardWishes {
  readonly kind: string
  readonly street: string
  /** Points, `mine` for what one can pay now, or nothing. */
  readonly price: string
  readonly order: string
  readonly inStock: string
  readonly words: string
}

const names = ['kind', 'street', 'price', 'order', 'inStock', 'words'] as const

function wishesIn(query: LocationQuery): RewardWishes {
  const read = (name: string) => (typeof query[name] === 'string' ? query[name] : '')
  const oneOf = (name: string, known: readonly string[]) => (known.includes(read(name)) ? read(name) : '')
  return {
    kind: oneOf('kind', wishedKinds),
    street: /^\d{9}$/.test(read('street')) ? read('street') : '',
    price: oneOf('price', ['mine', ...priceBounds.map(String)]),
    order: oneOf('order', wishedOrders),
    inStock: oneOf('inStock', ['yes']),
    words: read('words').trim().slice(0, 40),
  }
}

/** What is looked for, and how to look for something else. */
export function useRewardWishes() {
  const route = useRoute()
  const router = useRouter()
  const wishes = computed(() => wishesIn(route.query))
  const any = computed(() => names.some(name => wishes.value[name] !== ''))

  function wish(change: Partial<RewardWishes>): Promise<unknown> {
    const all = { ...wishes.value, ...change }
    return router.replace({ query: Object.fromEntries(Object.entries(all).filter(([, value]) => value)) })
  }

  return { wishes, any, wish, clear: () => router.replace({ query: {} }) }
}

/** The request for what is looked for; `mine` needs to know how much there is to spend. */
export function queryOf(wishes: RewardWishes, spendable: number | null) {
  const { kind, street, price, order, inStock, words } = wishes
  const bound = price === 'mine' ? Math.max(1, spendable ?? 0) : Number(price) * 100
  return {
    ...(kind ? { kind: kind as (typeof wishedKinds)[number] } : {}),
    ...(street ? { street } : {}),
    ...(bound > 0 ? { upToCentipoints: String(bound) } : {}),
    ...(order ? { order: order as (typeof wishedOrders)[number] } : {}),
    ...(inStock ? { inStock: 'yes' as const } : {}),
    ...(words ? { words } : {}),
  }
}
