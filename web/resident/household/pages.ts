import type { RouteRecordRaw } from 'vue-router'

/** The pages below `/household`. */
export const householdPages: readonly RouteRecordRaw[] = [
  {
    path: '/household',
    name: 'household',
    component: () => import('./HouseholdPage.vue'),
    meta: { title: 'household.title' },
  },
  {
    path: '/household/join',
    name: 'household-join',
    component: () => import('./JoinPage.vue'),
    meta: { title: 'household.join' },
  },
  {
    path: '/household/split',
    name: 'household-split',
    component: () => import('./SplitPage.vue'),
    meta: { title: 'household.split' },
  },
  {
    path: '/household/children',
    name: 'children',
    component: () => import('./ChildrenPage.vue'),
    meta: { title: 'household.children' },
  },
  {
    path: '/household/children/:id',
    name: 'child',
    component: () => import('./ChildPage.vue'),
    props: true,
    meta: { title: 'household.child' },
  },
  {
    path: '/household/help',
    name: 'help',
    component: () => import('./HelpPage.vue'),
    meta: { title: 'household.help' },
  },
  {
    path: '/household/redeem/:kind(help|child)/:id',
    name: 'redeem-for',
    component: () => import('./RedeemForPage.vue'),
    props: true,
    meta: { title: 'household.redeemFor' },
  },
  {
    path: '/household/vouchers/:id',
    name: 'helped-voucher',
    component: () => import('./HelpedVoucherPage.vue'),
    props: true,
    meta: { title: 'household.voucher' },
  },
  {
    path: '/household/history',
    name: 'served',
    component: () => import('./ServedPage.vue'),
    meta: { title: 'household.history' },
  },
]
