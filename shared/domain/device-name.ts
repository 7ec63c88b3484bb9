/** The first that fits: many browsers name others too, to be served what those are served. */
const systems: readonly (readonly [RegExp, string])[] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Macintosh/, 'Mac'],
  [/CrOS|Linux/, 'Linux'],
]

const browsers: readonly (readonly [RegExp, string])[] = [
  [/MicroMessenger/, 'WeChat'],
  [/AlipayClient/, 'Alipay'],
  [/HuaweiBrowser/, 'Huawei Browser'],
  [/MiuiBrowser/, 'Mi Browser'],
  [/MQQBrowser|QQ\//, 'QQ'],
  [/UCBrowser/, 'UC'],
  [/Edg(A|iOS)?\//, 'Edge'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
]

/**
 * What somebody needs to recognise a device of theirs in a list, such as `Android · WeChat`, and no more: the
 * whole header of a browser is nearly a name of its owner. Null for what is no browser.
 */
export function deviceName(userAgent: string | undefined): string | null {
  const first = (known: typeof systems) => known.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1]
  const parts = [first(systems), first(browsers)].filter(part => part !== undefined)
  return parts.length > 0 ? parts.join(' · ') : null
}
