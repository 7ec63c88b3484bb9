/** A Shanghai day as people name it: `11月24日周二`. */
export function weekdayText(day: string, locale: string): string {
  const form = { month: 'short', day: 'numeric', weekday: 'short', timeZone: 'Asia/Shanghai' } as const
  return new Intl.DateTimeFormat(locale, form).format(new Date(`${day}T12:00:00+08:00`))
}
