/** What a caller says about a place, turned into points: “长江 654.3”, “长江 K654+300”, “106.5 29.6”, a name. */
import type { get as Get } from '@/api/client'
import { formatChainage, type LonLat } from '@/map/geodesy'

export interface FoundPlace {
  readonly key: string
  readonly title: string
  /** The register it stands in, by its name. */
  readonly register: string
  readonly row: string
  readonly point: LonLat
}

/** A reach with its line; chainage counts down with the flow. */
export interface Reach {
  readonly river: string
  readonly upKm: number
  readonly downKm: number
  readonly line: readonly (readonly number[])[]
}

const CHAINAGE = /^(\p{Script=Han}{1,8}|[A-Za-z ]{3,})\s*[Kk]?(\d{1,4})(?:\+(\d{1,3})|(\.\d+))?\s*(?:km|公里)?$/u
const COORDINATES = /^(\d{2,3}\.\d+)[\s,，]+(\d{2,3}\.\d+)$/

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
  if (!match) return null
  // Some write the latitude first; in this country the longitude is the larger.
  const [lat, lon] = [Number(match[1]), Number(match[2])].sort((a, b) => a - b) as [number, number]
  return { lon, lat }
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

export function onReaches(reaches: readonly Reach[], asked: AskedChainage): FoundPlace[] {
  return reaches
    .filter(({ river, upKm, downKm }) => river.startsWith(asked.river) && asked.km <= upKm && asked.km >= downKm)
    .map(({ river, upKm, downKm, line }) => ({
      key: `${river}-${upKm}`,
      title: `${river} ${formatChainage(asked.km)}`,
      register: '',
      row: '',
      point: alongLine(line, upKm === downKm ? 0 : (upKm - asked.km) / (upKm - downKm)),
    }))
}

interface ReachRow {
  readonly id: string | number
  readonly values: { readonly chainage_up_km?: number | null; readonly chainage_down_km?: number | null }
}

let reachesAsked: Promise<readonly Reach[]> | null = null

/** Chainages come from the rows of the register, lines from its features; once a session. */
async function fetchReaches(get: typeof Get): Promise<readonly Reach[]> {
  const [rows, features] = await Promise.all([
    get<{ rows: readonly ReachRow[] }>('/registers/reaches/rows', { query: { page_size: 500 } }),
    get<GeoJSON.FeatureCollection>('/registers/reaches/features'),
  ])
  const byId = new Map(rows.rows.map((row) => [String(row.id), row.values]))
  return features.features.flatMap((feature) => {
    const values = byId.get(String(feature.properties?.id))
    const upKm = values?.chainage_up_km ?? null
    const downKm = values?.chainage_down_km ?? null
    if (feature.geometry.type !== 'LineString' || upKm === null || downKm === null) return []
    return [{ river: String(feature.properties?.river ?? ''), upKm, downKm, line: feature.geometry.coordinates }]
  })
}

/** Registers whose rows are places people name on the telephone. */
export const NAMED: readonly string[] = ['receptors', 'risk_sources']
const MOST = 10
const KEPT_MS = 60_000
const kept = new Map<string, { readonly at: number; readonly features: Promise<GeoJSON.FeatureCollection> }>()

/** The places of a register: kept for a minute, so that not every letter typed asks for all of them again. */
function featuresOf(register: string, get: typeof Get): Promise<GeoJSON.FeatureCollection> {
  const known = kept.get(register)
  if (known && Date.now() - known.at < KEPT_MS) return known.features
  const features = get<GeoJSON.FeatureCollection>(`/registers/${register}/features`)
  kept.set(register, { at: Date.now(), features })
  features.catch(() => kept.delete(register))
  return features
}

export async function findPlaces(text: string, get: typeof Get, registers: readonly string[] = NAMED): Promise<readonly FoundPlace[]> {
  if (text.length < 2) return []
  const coordinates = parseCoordinates(text)
  if (coordinates) return [{ key: text, title: `${coordinates.lon}, ${coordinates.lat}`, register: '', row: '', point: coordinates }]
  const chainage = parseChainage(text)
  if (chainage) {
    reachesAsked ??= fetchReaches(get)
    const reaches = await reachesAsked.catch(() => null)
    const found = reaches && onReaches(reaches, chainage)
    if (found?.length) return found
    if (!reaches) reachesAsked = null
  }
  const wanted = text.toLowerCase()
  let unread = 0
  const answers = await Promise.all(
    registers.map(async (register) => {
      // One register that may not be seen must not hide the other.
      const answer = await featuresOf(register, get).catch(() => null)
      if (!answer) unread += 1
      return (answer?.features ?? []).flatMap((feature): FoundPlace[] => {
        const title = String(feature.properties?.title ?? '')
        if (feature.geometry?.type !== 'Point' || !title.toLowerCase().includes(wanted)) return []
        const [lon = 0, lat = 0] = feature.geometry.coordinates
        const row = String(feature.properties?.id)
        return [{ key: `${register}-${row}`, title, register, row, point: { lon, lat } }]
      })
    }),
  )
  // Nothing could be read: that is not the same as nothing found.
  if (unread === registers.length) throw new Error('no register could be read')
  return answers.flat().slice(0, MOST)
}
