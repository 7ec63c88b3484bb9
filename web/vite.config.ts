import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import vue from '@vitejs/plugin-vue'
import UnoCSS from 'unocss/vite'
import { defineConfig } from 'vite'
import { chunkGroups } from './chunks.ts'
import { precompress, serviceWorkers, workerInput } from './pwa/plugin.ts'
import { unoConfig } from './uno.ts'

const folder = import.meta.dirname

/** Every folder with a page of its own is an app at its own address, such as `/merchant/`. */
const otherApps = readdirSync(folder).filter(
  name => name !== 'dist' && existsSync(resolve(folder, name, 'index.html')),
)

const apps = ['resident', ...otherApps]

/**
 * The apps from one build: the residents' at `/`, the others each below their name. Nothing is inlined,
 * nothing comes from another host, so that the strictest content security policy holds.
 */
export default defineConfig({
  root: folder,
  publicDir: resolve(folder, 'public'),
  plugins: [
    vue(),
    UnoCSS({ ...unoConfig, configFile: false, inspector: false }),
    VueI18n({ include: resolve(folder, 'i18n/**/*.json'), strictMessage: false, dropMessageCompiler: true }),
    serviceWorkers(apps),
    precompress(),
  ],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      checks: { pluginTimings: false },
      input: {
        resident: resolve(folder, 'index.html'),
        [workerInput]: resolve(folder, 'pwa/worker.ts'),
        ...Object.fromEntries(otherApps.map(app => [app, resolve(folder, app, 'index.html')])),
      },
      output: {
        codeSplitting: { groups: chunkGroups(apps) },
        entryFileNames: ({ name }) => (name === workerInput ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8787', '/demo': 'http://127.0.0.1:8787' } },
})
