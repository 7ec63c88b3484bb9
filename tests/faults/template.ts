import type { TestProject } from 'vitest/node'
import { prepareTemplate } from './world.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A data folder with a district in it, to be copied. */
    faultsTemplate: string
  }
}

/** Builds the server and a district once for the whole run. */
export default function setup(project: TestProject): () => void {
  const { template, remove } = prepareTemplate()
  project.provide('faultsTemplate', template)
  return remove
}
