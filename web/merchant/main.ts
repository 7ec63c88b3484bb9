import { startApp } from '../ui/start-app.ts'
import MerchantApp from './MerchantApp.vue'
import { router } from './router.ts'
import '../ui/print.css'

const messages = {
  'zh-CN': () => Promise.all([import('../i18n/zh-CN/ui.json'), import('../i18n/zh-CN/merchant.json')]),
  en: () => Promise.all([import('../i18n/en/ui.json'), import('../i18n/en/merchant.json')]),
}

void startApp('merchant', MerchantApp, router, async locale => {
  const parts = await messages[locale]()
  return Object.assign({}, ...parts.map(part => part.default))
})
