import { whenPersonChanges } from '../ui/signed-in.ts'
import { startApp } from '../ui/start-app.ts'
import { router } from './router.ts'
import ResidentApp from './ResidentApp.vue'

/** One file for each area of the app, under a key of its own. */
const messages = {
  'zh-CN': () =>
    Promise.all([
      import('../i18n/zh-CN/ui.json'),
      import('../i18n/zh-CN/resident.json'),
      import('../i18n/zh-CN/me.json'),
      import('../i18n/zh-CN/mydata.json'),
      import('../i18n/zh-CN/home.json'),
      import('../i18n/zh-CN/actions.json'),
      import('../i18n/zh-CN/appeals.json'),
      import('../i18n/zh-CN/account.json'),
      import('../i18n/zh-CN/rewards.json'),
      import('../i18n/zh-CN/vouchers.json'),
      import('../i18n/zh-CN/household.json'),
    ]),
  en: () =>
    Promise.all([
      import('../i18n/en/ui.json'),
      import('../i18n/en/resident.json'),
      import('../i18n/en/me.json'),
      import('../i18n/en/mydata.json'),
      import('../i18n/en/home.json'),
      import('../i18n/en/actions.json'),
      import('../i18n/en/appeals.json'),
      import('../i18n/en/account.json'),
      import('../i18n/en/rewards.json'),
      import('../i18n/en/vouchers.json'),
      import('../i18n/en/household.json'),
    ]),
}

whenPersonChanges(() => import('./held-vouchers.ts').then(held => held.forgetPerson()))

void startApp('resident', ResidentApp, router, async locale => {
  const parts = await messages[locale]()
  return Object.assign({}, ...parts.map(part => part.default))
})
