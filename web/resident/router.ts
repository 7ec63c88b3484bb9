import { createRouter, createWebHistory } from 'vue-router'

/** Every page is a file of its own, loaded when it is opened. */
export const router = createRouter({
  history: createWebHistory('/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/',
      name: 'home',
      component: () => import('./HomePage.vue'),
      meta: { title: 'home.title', tab: true },
    },
    { path: '/sign-in', name: 'sign-in', component: () => import('./SignInPage.vue') },
    {
      path: '/records',
      name: 'records',
      component: () => import('./RecordsPage.vue'),
      meta: { title: 'records.title' },
    },
    {
      path: '/records/:id',
      name: 'receipt',
      component: () => import('./ReceiptPage.vue'),
      props: true,
      meta: { title: 'receipt.title' },
    },
    {
      path: '/actions',
      name: 'actions',
      component: () => import('./ActionsPage.vue'),
      meta: { title: 'actions.title', tab: true },
    },
    {
      path: '/rewards',
      name: 'rewards',
      component: () => import('./RewardsPage.vue'),
      meta: { title: 'rewards.title', tab: true, open: true },
    },
    {
      path: '/rewards/:id',
      name: 'reward',
      component: () => import('./RewardPage.vue'),
      props: true,
      meta: { title: 'reward.title', open: true },
    },
    {
      path: '/vouchers',
      name: 'vouchers',
      component: () => import('./VouchersPage.vue'),
      meta: { title: 'vouchers.title' },
    },
    {
      path: '/vouchers/:id',
      name: 'voucher',
      component: () => import('./VoucherPage.vue'),
      props: true,
      meta: { title: 'voucher.title' },
    },
    {
      path: '/my-code',
      name: 'my-code',
      component: () => import('./MyCodePage.vue'),
      meta: { title: 'myCode.title' },
    },
    {
      path: '/claim',
      name: 'claim',
      component: () => import('./ClaimPage.vue'),
      meta: { title: 'claim.title' },
    },
    {
      path: '/me',
      name: 'me',
      component: () => import('./MePage.vue'),
      meta: { title: 'me.title', tab: true },
    },
    {
      path: '/:anything(.*)*',
      name: 'not-found',
      component: () => import('../ui/NotFoundPage.vue'),
      meta: { title: 'ui.notFound', open: true },
    },
  ],
})
