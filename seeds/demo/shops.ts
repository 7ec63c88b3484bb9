import type { NewReward } from '#server/rewards/create-reward.ts'

type Offer = Pick<
  NewReward,
  | 'kind'
  | 'title'
  | 'description'
  | 'priceCentipoints'
  | 'settlementFen'
  | 'stock'
  | 'perPerson'
  | 'validDays'
  | 'picture'
>

export interface DemoShop {
  readonly name: string
  readonly address: string
  /** Code of the street it lies in. */
  readonly street: string
  readonly owner: { readonly phone: string; readonly nickname: string }
  readonly clerk: { readonly phone: string; readonly nickname: string } | null
  /** Staff look at the cup people bring. */
  readonly confirmsCups: boolean
  readonly offers: readonly Offer[]
}

/** An offer that is sold out, and how many come so many days after the demonstration is loaded. */
export const demoRestock = { title: '食用油 1 升（演示）', units: 20, inDays: 3 } as const

/**
 * What 20 points buy in the city: a bus coupon of 2 yuan. The other offers keep this scale, 10 points a
 * yuan.
 */
const cityCoupon = { priceCentipoints: 2_000, settlementFen: 200 } as const
const centipointsPerFen = cityCoupon.priceCentipoints / cityCoupon.settlementFen

const onlyDemo = {
  zh: '演示权益：可以兑换、出示和核销，不能换到实物。',
  en: 'A demonstration: it can be redeemed, shown and accepted, and gives nothing real.',
} as const

function offer(
  kind: Offer['kind'],
  [zh, en]: readonly [zh: string, en: string],
  settlementFen: number,
  terms: Pick<Offer, 'stock' | 'perPerson' | 'validDays' | 'picture'>,
): Offer {
  const title = { zh: `${zh}（演示）`, en: `${en} (demo)` }
  return {
    kind,
    title,
    description: onlyDemo,
    priceCentipoints: settlementFen * centipointsPerFen,
    settlementFen,
    ...terms,
  }
}

const month = { perPerson: 4, validDays: 30 } as const
const week = { perPerson: 2, validDays: 7 } as const

export const demoShops: readonly DemoShop[] = [
  {
    name: '示范商户·公交服务点（演示）',
    address: '九龙坡区杨家坪街道（演示地址）',
    street: '500107001',
    owner: { phone: '13800000011', nickname: '公交店长' },
    clerk: null,
    confirmsCups: false,
    offers: [
      offer('coupon', ['2 元公交券', '2 yuan bus coupon'], cityCoupon.settlementFen, {
        ...month,
        stock: 1_000,
        picture: 'bus',
      }),
    ],
  },
  {
    name: '示范商户·便民超市（演示）',
    address: '九龙坡区谢家湾街道（演示地址）',
    street: '500107003',
    owner: { phone: '13800000012', nickname: '超市店长' },
    clerk: { phone: '13800000013', nickname: '超市店员' },
    confirmsCups: false,
    offers: [
      offer('goods', ['鸡蛋 6 枚', 'Six eggs'], 500, { ...month, stock: 300, picture: 'eggs' }),
      offer('goods', ['大米 2.5 公斤', 'Rice, 2.5 kg'], 1_500, { ...month, stock: 120, picture: 'rice' }),
      offer('goods', ['抽纸 3 包', 'Paper tissues, 3 packs'], 600, {
        ...month,
        stock: 200,
        picture: 'tissues',
      }),
      offer('goods', ['垃圾分类袋 1 卷', 'A roll of sorting bags'], 300, {
        ...month,
        stock: 200,
        picture: 'bags',
      }),
      offer('goods', ['肥皂 2 块', 'Two bars of soap'], 400, { ...month, stock: 150, picture: 'soap' }),
      offer('goods', ['食用油 1 升', 'Cooking oil, 1 litre'], 1_200, { ...month, stock: 0, picture: 'oil' }),
    ],
  },
  {
    name: '示范商户·小巷咖啡（演示）',
    address: '九龙坡区黄桷坪街道（演示地址）',
    street: '500107002',
    owner: { phone: '13800000014', nickname: '咖啡店长' },
    clerk: null,
    confirmsCups: true,
    offers: [
      offer('coupon', ['自带杯立减 1 元', '1 yuan off with your own cup'], 100, {
        ...week,
        stock: 500,
        picture: 'cup',
      }),
      offer('goods', ['桌上小绿植 1 盆', 'A small potted plant'], 350, {
        ...month,
        stock: 60,
        picture: 'plant',
      }),
    ],
  },
  {
    name: '示范商户·社区展馆（演示）',
    address: '九龙坡区石桥铺街道（演示地址）',
    street: '500107005',
    owner: { phone: '13800000015', nickname: '展馆前台' },
    clerk: null,
    confirmsCups: false,
    offers: [
      offer('ticket', ['展览门票 1 张', 'One exhibition ticket'], 400, {
        ...month,
        stock: 80,
        picture: 'ticket',
      }),
    ],
  },
]
