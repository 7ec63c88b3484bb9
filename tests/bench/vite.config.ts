import { join } from 'node:path'
import { defineConfig } from 'vite'

/**
 * The programs of the bench, built as the server is: run from source, every function would carry its name at
 * a cost.
 */
const programs = ['bench', 'serve', 'load', 'build-fixture', 'replay-sqlite', 'replay-postgres']

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    ssr: true,
    outDir: '../../build/bench',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: {
      input: Object.fromEntries(programs.map(name => [name, join(import.meta.dirname, `${name}.ts`)])),
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
  ssr: {
    noExternal: true,
    external: [
      'better-sqlite3',
      'pg',
      '@node-rs/argon2',
      'swagger-ui-dist',
      'pino',
      'lighthouse',
      'playwright-core',
    ],
  },
})
