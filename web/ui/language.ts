import { computed } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'

export type Locale = 'zh-CN' | 'en'
export const locales: readonly { readonly code: Locale; readonly name: string }[] = [
  { code: 'zh-CN', name: '中文' },
  { code: 'en', name: 'English' },
]

type Messages = Record<string, unknown>
export type MessageLoader = (locale: Locale) => Promise<Messages>

const remembered = 'language'

/** Chinese first; English only for who chose it, or whose browser knows no Chinese. */
function preferred(): Locale {
  const chosen = localStorage.getItem(remembered)
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  return navigator.languages.some(language => language.startsWith('zh')) ? 'zh-CN' : 'en'
}

let current: Locale = 'zh-CN'

/** For requests: the language the server should speak. */
export function currentLocale(): Locale {
  return current
}

const i18n = createI18n({ legacy: false, locale: 'zh-CN', missingWarn: false, messages: {} })
let loadMessages: MessageLoader = async () => ({})

/** Makes the translations of one app ready, with the language of last time. */
export async function startLanguage(loader: MessageLoader) {
  loadMessages = loader
  await speak(preferred())
  return i18n
}

/** Switches to a language, and remembers it on this device. */
export async function chooseLanguage(locale: Locale): Promise<void> {
  localStorage.setItem(remembered, locale)
  await speak(locale)
}

async function speak(locale: Locale): Promise<void> {
  i18n.global.setLocaleMessage(locale, await loadMessages(locale))
  i18n.global.locale.value = locale
  current = locale
  document.documentElement.lang = locale
}

/** The words of the app, and which of two given texts to show. */
export function useWords() {
  const { t, locale } = useI18n()
  const language = computed<'zh' | 'en'>(() => (locale.value === 'en' ? 'en' : 'zh'))
  const pick = (text: { readonly zh: string; readonly en: string }): string => text[language.value]
  return { t, locale, language, pick }
}
