/** The frame round a shape, wide enough that a single point still has a neighbourhood. */
const LEAST_SPAN_DEG = 0.08
const MARGIN = 0.15

type Bounds = readonly [west: number, south: number, east: number, north: number]

function positions(geometry: GeoJSON.Geometry): number[][] {
  if (geometry.type === 'GeometryCollection') return geometry.geometries.flatMap(positions)
  const flat: number[][] = []
  const walk = (value: unknown): void => {
    if (!Array.isArray(value)) return
    if (typeof value[0] === 'number') flat.push(value as number[])
    else value.forEach(walk)
  }
  walk(geometry.coordinates)
  return flat
}

export function boundsOf(geometry: GeoJSON.Geometry): Bounds | null {
  const all = positions(geometry)
  if (all.length === 0) return null
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon = NaN, lat = NaN] of all) {
    west = Math.min(west, lon)
    east = Math.max(east, lon)
    south = Math.min(south, lat)
    north = Math.max(north, lat)
  }
  const margin = (from: number, until: number): number => Math.max(LEAST_SPAN_DEG / 2, (until - from) * MARGIN)
  const wide = margin(west, east)
  const high = margin(south, north)
  return [west - wide, south - high, east + wide, north + high]
}
