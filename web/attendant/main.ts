import { startApp } from '../ui/start-app.ts'
import { whenPersonChanges } from '../ui/signed-in.ts'
import AttendantApp from './AttendantApp.vue'
import { letGo } from './person.ts'
import { router } from './router.ts'
import '../ui/print.css'

const messages = {
  'zh-CN': () => Promise.all([import('../i18n/zh-CN/ui.json'), import('../i18n/zh-CN/attendant.json')]),
  en: () => Promise.all([import('../i18n/en/ui.json'), import('../i18n/en/attendant.json')]),
}

whenPersonChanges(letGo)

void startApp('attendant', AttendantApp, router, async locale => {
  const parts = await messages[locale]()
  return Object.assign({}, ...parts.map(part => part.default))
})
