import type { ActionType } from './action-type.ts'
import type { Language } from './rule-words.ts'

/**
 * What is known of a resident when an action is reported, in plain sentences made from the action's own
 * schema. `placeDays`: how long a place is kept.
 */
export function dataSentences(actionType: ActionType, placeDays: number, language: Language): string[] {
  const specs = Object.values(actionType.facts)
  const name = (spec: (typeof specs)[number]) => {
    const optional = language === 'zh' ? '（如有）' : ' (if given)'
    return spec.name[language].toLowerCase() + (spec.required ? '' : optional)
  }
  const kept = specs.filter(spec => spec.type !== 'place').map(name)
  const places = specs.filter(spec => spec.type === 'place').map(name)
  if (language === 'zh') {
    return [
      `会收到：做了这件事、时间${kept.map(one => `、${one}`).join('')}。`,
      ...(places.length === 0
        ? []
        : [`${places.join('、')}只用来算里程，${placeDays} 天后删除，不用来看您去了哪里。`]),
      places.length === 0 ? '不收集位置。' : '不收集行走路线和实时位置。',
    ]
  }
  return [
    `We receive: that you did it, when${kept.map(one => `, ${one}`).join('')}.`,
    ...(places.length === 0
      ? []
      : [
          `${sentenceCase(places.join(', '))}: only to work out the distance; ` +
            `deleted after ${placeDays} days, never used to see where you went.`,
        ]),
    places.length === 0 ? 'No location is collected.' : 'No route and no live location is collected.',
  ]
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
