import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { bodyOf, catalogueApi } from '../api.ts'

const fetchCatalogue = () => bodyOf(catalogueApi.catalogue.$get())
export type Catalogue = Awaited<ReturnType<typeof fetchCatalogue>>

/** The kinds of action with their names, asked for once. */
export const useCatalogue = defineStore('catalogue', () => {
  const catalogue = shallowRef<Catalogue | null>(null)
  let asked: Promise<Catalogue> | undefined

  function load(): Promise<Catalogue> {
    asked ??= fetchCatalogue().then(
      answer => (catalogue.value = answer),
      error => {
        asked = undefined
        throw error
      },
    )
    return asked
  }

  /** An action's name; its code until the catalogue has arrived. */
  function nameOf(code: string, language: 'zh' | 'en'): string {
    return catalogue.value?.actionTypes.find(actionType => actionType.code === code)?.name[language] ?? code
  }

  return { catalogue, load, nameOf }
})
