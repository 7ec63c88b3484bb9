import type { IconName } from '../ui/icon-paths.ts'

const icons: Readonly<Record<string, IconName>> = {
  'metro-ride': 'metro',
  'bus-ride': 'bus',
  'bike-ride': 'bike',
  'waste-sorting': 'recycle',
  recycling: 'recycle',
  'clean-plate': 'plate',
  'own-cup': 'cup',
  walk: 'walk',
}

export function actionIcon(actionType: string): IconName {
  return icons[actionType] ?? 'leaf'
}
