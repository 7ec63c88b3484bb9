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
      path: '/actions/:code',
      name: 'action',
      component: () => import('./ActionPage.vue'),
      props: true,
      meta: { title: 'actions.title' },
    },
    {
      path: '/account',
      name: 'account',
      component: () => import('./AccountPage.vue'),
      meta: { title: 'account.title' },
    },
    {
      path: '/statement',
      name: 'statement',
      component: () => import('./StatementPage.vue'),
      meta: { title: 'account.statement' },
    },
    {
      path: '/statement/:id',
      name: 'statement-line',
      component: () => import('./StatementLinePage.vue'),
      props: true,
      meta: { title: 'account.line' },
    },
    {
      path: '/scan',
      name: 'scan',
      component: () => import('./ScanPage.vue'),
      meta: { title: 'home.scan' },
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
      meta: { title: 'rewards.oneTitle', open: true },
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
      meta: { title: 'vouchers.oneTitle' },
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
      path: '/me/devices',
      name: 'devices',
      component: () => import('./DevicesPage.vue'),
      meta: { title: 'devices.title' },
    },
    {
      path: '/:anything(.*)*',
      name: 'not-found',
      component: () => import('../ui/NotFoundPage.vue'),
      meta: { title: 'ui.notFound', open: true },
    },
  ],
})
