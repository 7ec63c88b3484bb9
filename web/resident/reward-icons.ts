import type { IconName } from '../ui/icon-paths.ts'

const icons: Readonly<Record<string, IconName>> = {
  coupon: 'ticket',
  goods: 'gift',
  ticket: 'ticket',
  donation: 'leaf',
}

export function rewardIcon(kind: string): IconName {
  return icons[kind] ?? 'gift'
}
