/** What a caller says about a place, turned into points: “长江 654.3”, “长江 K654+300”, “106.5 29.6”, a name. */
import type { get as Get } from '@/api/client'
import { formatChainage, type LonLat } from '@/map/geodesy'

export interface FoundPlace {
  readonly key: string
  readonly title: string
  readonly detail: string
  readonly point: LonLat
}

interface ReachProperties {
  readonly river?: string
  readonly chainage_up_km?: number
  readonly chainage_down_km?: number
  readonly title?: string
}

const CHAINAGE = /^(\p{Script=Han}{1,8}|[A-Za-z ]{3,})\s*[Kk]?(\d{1,4})(?:\+(\d{1,3})|(\.\d+))?\s*(?:km|公里)?$/u
const COORDINATES = /^(\d{2,3}\.\d+)[\s,，]+(\d{2}\.\d+)$/

export interface AskedChainage {
  readonly river: string
  readonly km: number
}

export function parseChainage(text: string): AskedChainage | null {
  const match = CHAINAGE.exec(text)
  if (!match) return null
  const [, river = '', whole = '', metres, fraction] = match
  const km = Number(whole) + (metres ? Number(metres.padEnd(3, '0')) / 1000 : fraction ? Number(fraction) : 0)
  return { river: river.trim(), km }
}

export function parseCoordinates(text: string): LonLat | null {
  const match = COORDINATES.exec(text)
  return match ? { lon: Number(match[1]), lat: Number(match[2]) } : null
}

/** A place along a reach's line, by the share of its chainage passed. */
export function alongLine(line: readonly (readonly number[])[], share: number): LonLat {
  const steps = line.slice(1).map((to, i) => Math.hypot(to[0]! - line[i]![0]!, to[1]! - line[i]![1]!))
  let left = Math.min(1, Math.max(0, share)) * steps.reduce((sum, step) => sum + step, 0)
  for (const [i, step] of steps.entries()) {
    if (left <= step || i === steps.length - 1) {
      const f = step > 0 ? Math.min(1, left / step) : 0
      const [from, to] = [line[i]!, line[i + 1]!]
      return { lon: from[0]! + f * (to[0]! - from[0]!), lat: from[1]! + f * (to[1]! - from[1]!) }
    }
    left -= step
  }
  return { lon: line[0]?.[0] ?? 0, lat: line[0]?.[1] ?? 0 }
}

export function onReaches(reaches: GeoJSON.FeatureCollection, asked: AskedChainage): FoundPlace[] {
  return reaches.features.flatMap((feature) => {
    const { river, chainage_up_km: up, chainage_down_km: down } = (feature.properties ?? {}) as ReachProperties
    if (feature.geometry.type !== 'LineString' || up === undefined || down === undefined) return []
    if (!river?.startsWith(asked.river) || asked.km > up || asked.km < down) return []
    const share = up === down ? 0 : (up - asked.km) / (up - down)
    return [
      {
        key: `${river}-${asked.km}`,
        title: `${river} ${formatChainage(asked.km)}`,
        detail: '',
        point: alongLine(feature.geometry.coordinates, share),
      },
    ]
  })
}


/** Registers whose rows are places people name on the telephone. */
const NAMED = ['receptors', 'risk_sources'] as const

export async function findPlaces(text: string, get: typeof Get): Promise<readonly FoundPlace[]> {
  if (text.length < 2) return []
  const coordinates = parseCoordinates(text)
  if (coordinates)
    return [{ key: text, title: `${coordinates.lon}, ${coordinates.lat}`, detail: '', point: coordinates }]
  const chainage = parseChainage(text)
  if (chainage) {
    const reaches = await get<GeoJSON.FeatureCollection>('/registers/reaches/features').catch(() => null)
    if (reaches) return onReaches(reaches, chainage)
  }
  const answers = await Promise.all(
    NAMED.map((register) =>
      get<GeoJSON.FeatureCollection>(`/registers/${register}/features`)
        .then((features) => ({ register, features }))
        // One register that may not be seen must not hide the other.
        .catch(() => null),
    ),
  )
  const MOST = 8
  return answers
    .flatMap((answer) =>
      (answer?.features.features ?? []).flatMap((feature) => {
        const title = String(feature.properties?.title ?? '')
        if (feature.geometry.type !== 'Point' || !title.includes(text)) return []
        const [lon = 0, lat = 0] = feature.geometry.coordinates
        return [{ key: `${answer!.register}-${String(feature.properties?.id)}`, title, detail: '', point: { lon, lat } }]
      }),
    )
    .slice(0, MOST)
}
