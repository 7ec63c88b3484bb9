import { addDays, dayOf, startOf } from '#shared/domain/calendar.ts'
import { dayText, instantText } from '../ui/formatting.ts'
import { useWords } from '../ui/language.ts'

/**
 * Words the instant before which something must be done: midnight as the end of the day before it, since
 * people take “until the 25th, 00:00” for the whole of the 25th.
 */
export function useUntilText() {
  const { t, locale } = useWords()
  return (instant: string): string => {
    const day = dayOf(new Date(instant))
    const midnight = startOf(day).getTime() === Date.parse(instant)
    if (!midnight) return instantText(instant, 'moment', locale.value)
    return t('vouchers.endOfDay', { day: dayText(addDays(day, -1), locale.value) })
  }
}
