import type { IconName } from '../ui/icon-paths.ts'
import { pointsText } from '../ui/formatting.ts'
import { actionIcon } from './action-icons.ts'
import type { StatementLine } from './record.ts'

/** `+1.1`, `−20`, `0`: with a true minus, which is read out as one. */
export function signedPoints(centipoints: number): string {
  if (centipoints === 0) return '0'
  return (centipoints > 0 ? '+' : '−') + pointsText(Math.abs(centipoints))
}

const kindIcons: Readonly<Record<StatementLine['kind'], IconName>> = {
  earned: 'leaf',
  redeemed: 'ticket',
  refunded: 'undo',
  expired: 'clock',
  adjusted: 'list',
}

export function lineIcon({ kind, subject }: StatementLine): IconName {
  return subject.kind === 'activity' ? actionIcon(subject.actionType) : kindIcons[kind]
}
