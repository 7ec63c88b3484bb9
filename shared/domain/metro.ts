import type { Bilingual } from './action-type.ts'

export interface Point {
  readonly lat: number
  readonly lng: number
}

/** Two entries of one name on different lines are two stations, each with its own code. */
export interface MetroStation extends Point {
  readonly code: string
  readonly name: Bilingual
  /** The district it lies in, as an administrative code, where that matters to the programme. */
  readonly district: string | null
}

export interface MetroLine {
  readonly code: string
  readonly name: Bilingual
  readonly color: string
  /** An express runs on other lines' tracks and skips stops: it adds no way and shortens none. */
  readonly express: boolean
  /** Station codes in order; a loop names its first station again at the end. */
  readonly stations: readonly string[]
}

export interface MetroData {
  readonly stations: readonly MetroStation[]
  readonly lines: readonly MetroLine[]
}

/**
 * A network ready to be asked. It remembers the distances from each origin asked about: one row a station
 * at most.
 */
export interface MetroNetwork {
  readonly stations: ReadonlyMap<string, MetroStation>
  /** The codes of the lines that call at a station, express services included. */
  readonly linesOf: ReadonlyMap<string, readonly string[]>
  /** Metres from one station to another, `unreachable`, or undefined for an unknown station. */
  readonly distance: (from: string, to: string) => number | undefined
}

export type RideDistance =
  | { readonly ok: true; readonly distanceM: number }
  | {
      readonly ok: false
      readonly problem: 'unknown-station' | 'not-connected'
      readonly which: 'entry' | 'exit'
    }

interface Link {
  readonly to: number
  readonly lengthM: number
}

/** The IUGG mean radius of the earth. */
const earthRadiusM = 6_371_008.8
const unreachable = -1
/** Stations of one name further apart than this are two places, and the data is wrong. */
const transferMMax = 1_000

/** The straight distance over the ground (haversine), in whole metres. */
export function straightDistanceM(a: Point, b: Point): number {
  const radians = Math.PI / 180
  const acrossLat = Math.sin(((b.lat - a.lat) * radians) / 2) ** 2
  const acrossLng = Math.sin(((b.lng - a.lng) * radians) / 2) ** 2
  const square = acrossLat + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * acrossLng
  return Math.round(2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(square))))
}

/**
 * Builds the network. Neighbours on a line are joined by their straight distance, so that a ride is never
 * counted longer than it is. Stations of one name are joined by a transfer of 0 m: walking between
 * platforms is not riding. Lines that share no station and no name stay apart. Throws a RangeError for data
 * that contradicts itself.
 */
export function buildNetwork(data: MetroData): MetroNetwork {
  const numbers = new Map(data.stations.map((station, number) => [station.code, number]))
  if (numbers.size !== data.stations.length) throw new RangeError('two stations have one code')

  const links = data.stations.map((): Link[] => [])
  const join = (a: number, b: number, lengthM: number) => {
    links[a]?.push({ to: b, lengthM })
    links[b]?.push({ to: a, lengthM })
  }
  for (const line of data.lines) joinLine(line, data.stations, numbers, join)
  joinTransfers(data.stations, join)

  const rows = new Map<number, Int32Array>()
  return {
    stations: new Map(data.stations.map(station => [station.code, station])),
    linesOf: linesByStation(data.lines),
    distance(from, to) {
      const origin = numbers.get(from)
      const target = numbers.get(to)
      if (origin === undefined || target === undefined) return undefined
      let row = rows.get(origin)
      if (!row) {
        row = distancesFrom(origin, links)
        rows.set(origin, row)
      }
      return row[target]
    },
  }
}

/**
 * Metres ridden between entry and exit: the shortest way along the lines, transfers counted as 0 m. The
 * same station twice is 0 m. Refuses what the network does not know or does not connect; it never guesses.
 */
export function rideDistanceM(network: MetroNetwork, entryCode: string, exitCode: string): RideDistance {
  const distanceM = network.distance(entryCode, exitCode)
  if (distanceM === undefined) {
    const which = network.stations.has(entryCode) ? 'exit' : 'entry'
    return { ok: false, problem: 'unknown-station', which }
  }
  if (distanceM === unreachable) return { ok: false, problem: 'not-connected', which: 'exit' }
  return { ok: true, distanceM }
}

type Join = (a: number, b: number, lengthM: number) => void

function joinLine(
  line: MetroLine,
  stations: readonly MetroStation[],
  numbers: ReadonlyMap<string, number>,
  join: Join,
): void {
  let before: number | undefined
  for (const code of line.stations) {
    const here = numbers.get(code)
    if (here === undefined) throw new RangeError(`line ${line.code} calls at ${code}, which is no station`)
    const from = before === undefined ? undefined : stations[before]
    const to = stations[here]
    if (before !== undefined && from && to && !line.express) join(before, here, straightDistanceM(from, to))
    before = here
  }
}

function joinTransfers(stations: readonly MetroStation[], join: Join): void {
  const firstOfName = new Map<string, number>()
  for (const [number, station] of stations.entries()) {
    const first = firstOfName.get(station.name.zh)
    const twin = first === undefined ? undefined : stations[first]
    if (first === undefined || !twin) {
      firstOfName.set(station.name.zh, number)
      continue
    }
    if (straightDistanceM(twin, station) > transferMMax) {
      throw new RangeError(`${twin.code} and ${station.code} have one name but lie too far apart`)
    }
    join(first, number, 0)
  }
}

function linesByStation(lines: readonly MetroLine[]): Map<string, readonly string[]> {
  const byStation = new Map<string, readonly string[]>()
  for (const line of lines) {
    for (const code of new Set(line.stations)) {
      byStation.set(code, [...(byStation.get(code) ?? []), line.code])
    }
  }
  return byStation
}

/** Dijkstra's algorithm from one station; a few hundred stations need no heap. */
function distancesFrom(origin: number, links: readonly (readonly Link[])[]): Int32Array {
  const distances = new Int32Array(links.length).fill(unreachable)
  const open = new Set([origin])
  distances[origin] = 0
  while (open.size > 0) {
    const here = nearest(open, distances)
    open.delete(here)
    const soFar = distances[here] ?? 0
    for (const { to, lengthM } of links[here] ?? []) {
      const known = distances[to]
      if (known === undefined || (known !== unreachable && known <= soFar + lengthM)) continue
      distances[to] = soFar + lengthM
      open.add(to)
    }
  }
  return distances
}

function nearest(open: ReadonlySet<number>, distances: Int32Array): number {
  let best = -1
  let bestM = Infinity
  for (const number of open) {
    const distanceM = distances[number] ?? Infinity
    if (distanceM >= bestM) continue
    best = number
    bestM = distanceM
  }
  return best
}
