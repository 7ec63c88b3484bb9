import { startApp } from '../ui/start-app.ts'
import { router } from './router.ts'
import ResidentApp from './ResidentApp.vue'

const messages = {
  'zh-CN': () => Promise.all([import('../i18n/zh-CN/ui.json'), import('../i18n/zh-CN/resident.json')]),
  en: () => Promise.all([import('../i18n/en/ui.json'), import('../i18n/en/resident.json')]),
}

void startApp('resident', ResidentApp, router, async locale => {
  const parts = await messages[locale]()
  return Object.assign({}, ...parts.map(part => part.default))
})
