import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/merchant/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/',
      name: 'till',
      component: () => import('./TillPage.vue'),
      meta: { title: 'till.title', tab: true },
    },
    { path: '/sign-in', name: 'sign-in', component: () => import('./MerchantSignInPage.vue') },
    {
      path: '/attest',
      name: 'attest',
      component: () => import('./AttestPage.vue'),
      meta: { title: 'attest.title', tab: true },
    },
    {
      path: '/today',
      name: 'today',
      component: () => import('./TodayPage.vue'),
      meta: { title: 'today.title', tab: true },
    },
    {
      path: '/settlements',
      name: 'settlements',
      component: () => import('./SettlementsPage.vue'),
      meta: { title: 'settlements.title', tab: true },
    },
    {
      path: '/settlements/:id',
      name: 'settlement',
      component: () => import('./SettlementPage.vue'),
      props: true,
      meta: { title: 'settlements.title', tab: true },
    },
    {
      path: '/shop',
      name: 'shop',
      component: () => import('./ShopPage.vue'),
      meta: { title: 'shop.title', tab: true },
    },
    {
      path: '/join',
      name: 'join',
      component: () => import('./JoinPage.vue'),
      meta: { title: 'join.title', open: true },
    },
    {
      path: '/:anything(.*)*',
      name: 'not-found',
      component: () => import('../ui/NotFoundPage.vue'),
      meta: { title: 'ui.notFound', open: true },
    },
  ],
})
