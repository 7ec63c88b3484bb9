/**
 * What a device keeps of the server's answers to show when there is no network: names of resources below
 * `/api/v1`, for each app. What is not named here is never kept: no code, certificate, number or secret, no
 * list of sessions, no export.
 */
const keptResources: Readonly<Record<string, readonly RegExp[]>> = {
  resident: [
    /^(catalogue|factors|partners|rewards|reward-places)$/,
    /^rewards\/[^/]+$/,
    /^me$/,
    /^me\/(wallet|carbon|today|news|consents|bindings|served|waiting-places)$/,
    /^me\/(activities|statement|vouchers|appeals)(\/[^/]+)?$/,
    /^me\/household(\/deeds)?$/,
    /^me\/(help|helped-vouchers)$/,
  ],
  merchant: [/^merchant\/(me|staff|tills|vouchers)$/, /^merchant\/settlements(\/[^/]+)?$/],
}

const api = '/api/v1/'

/** Whether an app may keep the answer to a GET of this path on the device. */
export function mayKeep(app: string, path: string): boolean {
  if (!path.startsWith(api)) return false
  return (keptResources[app] ?? []).some(pattern => pattern.test(path.slice(api.length)))
}
