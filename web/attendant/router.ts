import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory('/attendant/'),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    {
      path: '/',
      name: 'desk',
      component: () => import('./DeskPage.vue'),
      meta: { title: 'attendant.desk', tab: true },
    },
    { path: '/sign-in', name: 'sign-in', component: () => import('./AttendantSignInPage.vue') },
    {
      path: '/person',
      name: 'person',
      component: () => import('./PersonPage.vue'),
      meta: { title: 'attendant.person', tab: true },
    },
    {
      path: '/acts',
      name: 'acts',
      component: () => import('./ActsPage.vue'),
      meta: { title: 'attendant.acts', tab: true },
    },
    {
      path: '/:anything(.*)*',
      name: 'not-found',
      component: () => import('../ui/NotFoundPage.vue'),
      meta: { title: 'ui.notFound', open: true },
    },
  ],
})
