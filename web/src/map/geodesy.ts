/** Small geodesy on the sphere: enough for a map screen, never used for travel times. */

export interface LonLat {
  readonly lon: number
  readonly lat: number
}

const EARTH_RADIUS_M = 6_371_008.8
/** Circumference of the Web Mercator world divided by one 512 px tile. */
const METRES_PER_PIXEL_AT_ZOOM_0 = 78_271.517

const radians = (degrees: number): number => (degrees * Math.PI) / 180

export function metresPerPixel(lat: number, zoom: number): number {
  return (METRES_PER_PIXEL_AT_ZOOM_0 * Math.cos(radians(lat))) / 2 ** zoom
}

export function distanceM(from: LonLat, to: LonLat): number {
  const dLat = radians(to.lat - from.lat)
  const dLon = radians(to.lon - from.lon)
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.sin(dLon / 2) ** 2
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

export function pathLengthM(points: readonly LonLat[]): number {
  let total = 0
  for (let i = 1; i < points.length; i += 1) total += distanceM(points[i - 1]!, points[i]!)
  return total
}

/** Web Mercator position in the unit square, x east, y south. */
export function mercator(point: LonLat): readonly [number, number] {
  const sin = Math.sin(radians(point.lat))
  return [
    (point.lon + 180) / 360,
    0.5 - Math.log((1 + sin) / (1 - sin)) / (4 * Math.PI),
  ]
}

/** How much of the unit square one metre takes at this latitude. */
export function mercatorPerMetre(lat: number): number {
  return 1 / (2 * Math.PI * EARTH_RADIUS_M * Math.cos(radians(lat)))
}

type Ring = readonly (readonly number[])[]

function ringCentroid(ring: Ring): { area: number; lon: number; lat: number } {
  let area = 0
  let lon = 0
  let lat = 0
  for (let i = 0; i < ring.length - 1; i += 1) {
    const [x0 = 0, y0 = 0] = ring[i]!
    const [x1 = 0, y1 = 0] = ring[i + 1]!
    const cross = x0 * y1 - x1 * y0
    area += cross
    lon += (x0 + x1) * cross
    lat += (y0 + y1) * cross
  }
  if (area === 0) {
    const [x = 0, y = 0] = ring[0] ?? []
    return { area: 0, lon: x, lat: y }
  }
  return { area: Math.abs(area / 2), lon: lon / (3 * area), lat: lat / (3 * area) }
}

/** Where to write the name of an area: the centroid of its largest ring. */
export function labelPoint(geometry: GeoJSON.Polygon | GeoJSON.MultiPolygon): LonLat {
  const rings =
    geometry.type === 'Polygon'
      ? geometry.coordinates.slice(0, 1)
      : geometry.coordinates.flatMap((polygon) => polygon.slice(0, 1))
  let best = { area: -1, lon: 0, lat: 0 }
  for (const ring of rings) {
    const centroid = ringCentroid(ring)
    if (centroid.area > best.area) best = centroid
  }
  return { lon: best.lon, lat: best.lat }
}

export function formatLonLat(point: LonLat): string {
  const ew = point.lon >= 0 ? 'E' : 'W'
  const ns = point.lat >= 0 ? 'N' : 'S'
  return `${Math.abs(point.lon).toFixed(4)}°${ew} ${Math.abs(point.lat).toFixed(4)}°${ns}`
}

/** Chainage as river people write it: 654.3 km is K654+300. */
export function formatChainage(km: number): string {
  const metres = Math.round(km * 1000)
  const whole = Math.floor(metres / 1000)
  return `K${whole}+${String(metres - whole * 1000).padStart(3, '0')}`
}
