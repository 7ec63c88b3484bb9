import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * A Chromium and a Chinese font for it: the machine's own browser, else the one from npm, which unpacks
 * itself into the system's temporary folder. The font always comes from npm, so that pages have the same
 * widths everywhere.
 */
export async function findChromium(folder) {
  return { executable: await executable(), fontconfig: writeFontconfig(folder) }
}

async function executable() {
  const own = '/usr/bin/chromium'
  if (existsSync(own)) return own
  const { default: chromium } = await import('@sparticuz/chromium')
  return chromium.executablePath()
}

function writeFontconfig(folder) {
  const manifest = createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/package.json')
  const cache = join(folder, 'fonts')
  mkdirSync(cache, { recursive: true })
  const file = join(folder, 'fonts.conf')
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${dirname(manifest)}</dir>
  <cachedir>${cache}</cachedir>
</fontconfig>
`,
  )
  return file
}
