import { defineConfig } from 'vite'

/**
 * The server in few files, so that it starts in well under a second. What has native parts or picks its
 * files at run time stays in node_modules.
 */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    ssr: 'main.ts',
    outDir: '../build/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: { output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } },
  },
  ssr: {
    noExternal: true,
    external: ['better-sqlite3', 'pg', '@node-rs/argon2', 'swagger-ui-dist', 'pino'],
  },
})
