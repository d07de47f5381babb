/** From the plume of a forecast to what the graphics card draws: geometry once, values as a texture. */

import { distanceM, mercator, mercatorPerMetre, type LonLat } from './geodesy'

export interface PlumePoint extends LonLat {
  readonly reach: string
  readonly distance_m: number
  readonly width_m: number
  readonly chainage_km: number
}

export interface PlumeData {
  readonly start: string
  readonly times_s: readonly number[]
  readonly positions: readonly number[]
  readonly points: readonly PlumePoint[]
  /** mg/L, [time][point][position] */
  readonly values: readonly (readonly (readonly number[])[])[]
  readonly max_mg_l: number
  readonly limit_mg_l: number | null
  readonly limit_title: string | null
}

export interface PlumeMesh {
  /** Mercator position all vertices are relative to, so that 32-bit floats are exact enough. */
  readonly origin: readonly [number, number]
  /** Per vertex: x, y, normal x, normal y, half width, side (-1 left … 1 right), point index. */
  readonly vertices: Float32Array
  readonly indices: Uint32Array
  /** Points in a row × positions × frames, for an R32F texture. */
  readonly texture: Float32Array
  readonly textureWidth: number
  readonly textureHeight: number
}

export const FLOATS_PER_VERTEX = 7
const COLUMNS = [-1, 1] as const
/** Neighbouring points further apart than this belong to different pieces of the path. */
const LARGEST_GAP_M = 12_000
/** Directions are averaged over this many neighbours so that strips do not fold at bends. */
const SMOOTHING_REACH = 2

function normals(flat: readonly (readonly [number, number])[]): [number, number][] {
  return flat.map((_, i) => {
    const a = flat[Math.max(0, i - SMOOTHING_REACH)]!
    const b = flat[Math.min(flat.length - 1, i + SMOOTHING_REACH)]!
    const dx = b[0] - a[0]
    const dy = b[1] - a[1]
    const length = Math.hypot(dx, dy) || 1
    // y points south in Mercator: turning left of the flow is (dy, -dx).
    return [dy / length, -dx / length]
  })
}

export function buildMesh(plume: PlumeData): PlumeMesh {
  const { points, positions, values } = plume
  const flat = points.map(mercator)
  const origin = flat[0] ?? [0, 0]
  const across = normals(flat)
  const vertices = new Float32Array(points.length * COLUMNS.length * FLOATS_PER_VERTEX)
  const indices: number[] = []
  points.forEach((point, i) => {
    const [x, y] = flat[i]!
    const [nx, ny] = across[i]!
    const half = (point.width_m / 2) * mercatorPerMetre(point.lat)
    COLUMNS.forEach((side, column) => {
      const at = (i * COLUMNS.length + column) * FLOATS_PER_VERTEX
      vertices.set([x - origin[0], y - origin[1], nx, ny, half, side, i], at)
    })
    const next = points[i + 1]
    if (next && distanceM(point, next) <= LARGEST_GAP_M) {
      const a = i * COLUMNS.length
      indices.push(a, a + 1, a + 2, a + 1, a + 3, a + 2)
    }
  })
  const rows = positions.length * values.length
  const texture = new Float32Array(points.length * rows)
  values.forEach((frame, t) => {
    frame.forEach((row, i) => {
      row.forEach((value, p) => {
        texture[(t * positions.length + p) * points.length + i] = value
      })
    })
  })
  return {
    origin,
    vertices,
    indices: Uint32Array.from(indices),
    texture,
    textureWidth: points.length,
    textureHeight: rows,
  }
}

export interface FrameAt {
  readonly before: number
  readonly after: number
  readonly mix: number
}

/** The two frames around a time since release, and how far between them. */
export function frameAt(timesS: readonly number[], timeS: number): FrameAt {
  const last = timesS.length - 1
  if (last < 0) return { before: 0, after: 0, mix: 0 }
  if (timeS <= timesS[0]!) return { before: 0, after: 0, mix: 0 }
  if (timeS >= timesS[last]!) return { before: last, after: last, mix: 0 }
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (timesS[middle]! <= timeS) low = middle
    else high = middle
  }
  const span = timesS[high]! - timesS[low]!
  return { before: low, after: high, mix: span > 0 ? (timeS - timesS[low]!) / span : 0 }
}

export interface PlumeReading {
  readonly point: PlumePoint
  readonly distanceM: number
  readonly peakAcrossMgL: number
}

/** The largest concentration across the section nearest to a place, at a time. */
export function readingAt(plume: PlumeData, place: LonLat, timeS: number): PlumeReading | null {
  let nearest = -1
  let best = Infinity
  plume.points.forEach((point, i) => {
    const distance = distanceM(point, place)
    if (distance < best) {
      best = distance
      nearest = i
    }
  })
  const point = plume.points[nearest]
  if (!point) return null
  const { before, after, mix } = frameAt(plume.times_s, timeS)
  const a = plume.values[before]?.[nearest] ?? []
  const b = plume.values[after]?.[nearest] ?? []
  const across = a.map((value, p) => value + ((b[p] ?? value) - value) * mix)
  return { point, distanceM: best, peakAcrossMgL: Math.max(0, ...across) }
}
