import { metro } from '#seeds/reference/metro.ts'

// The loop line names its first station again at the end.
const stops = metro.lines.filter(line => !line.express).map(line => [...new Set(line.stations)])

export interface Journey {
  readonly from: string
  readonly to: string
  readonly durationS: number
}

/** A ride along one line of the real network, another one for every number. */
export function journeyOf(number: number): Journey {
  const line = stops[number % stops.length] as readonly string[]
  const start = Math.floor(number / stops.length) % line.length
  const stations = 1 + (number % (line.length - 1))
  const end = (start + stations) % line.length
  return { from: line[start] as string, to: line[end] as string, durationS: 120 + 150 * stations }
}
