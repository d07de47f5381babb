/** Names beside marks that lie on one another: each further one takes a line of its own below. */
import type { LonLat } from './geodesy'

/** At the scale of the whole city a name is about so wide and so high. */
const WIDE_DEG = 1.6
const HIGH_DEG = 0.14

/** The line each name stands on, 0 beside its mark; in the order of `places`, null for those without a place. */
export function labelLines(places: readonly (LonLat | null | undefined)[]): number[] {
  const taken: LonLat[] = []
  return places.map((place) => {
    if (!place) return 0
    let line = 0
    const free = (lat: number): boolean =>
      taken.every((other) => Math.abs(other.lon - place.lon) >= WIDE_DEG || Math.abs(other.lat - lat) >= HIGH_DEG * 0.9)
    while (!free(place.lat - line * HIGH_DEG)) line += 1
    taken.push({ lon: place.lon, lat: place.lat - line * HIGH_DEG })
    return line
  })
}
