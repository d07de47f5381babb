/** What the server says about gas assessments. */
import type { LonLat } from '@/map/geodesy'

export interface Spread {
  readonly p10: number | null
  readonly p50: number | null
  readonly p90: number | null
}

export interface Zone {
  readonly threshold: string
  readonly title?: string
  readonly concentration_mg_m3: number
  readonly distance_m: Spread
  /** Longitude and latitude. */
  readonly polygon: readonly (readonly [number, number])[]
  readonly from_s: number | null
  readonly until_s: number | null
  readonly area_km2: number
  readonly people: number
  readonly places_inside: readonly string[]
}

export interface Place {
  readonly key: string
  readonly row_id: number
  readonly name: string
  readonly kind: string
  readonly people: number
  readonly contact: string
  readonly lon: number
  readonly lat: number
  readonly distance_m: number
  readonly status: string
  readonly demo: boolean
  readonly zones: readonly string[]
  readonly arrival_s?: number | null
  readonly peak_mg_m3?: Spread & { readonly best?: number | null }
}

export interface AssessmentRow {
  readonly id: number
  readonly number: string
  readonly title: string
  readonly substance: { readonly zh: string; readonly en: string }
  readonly point: LonLat
  readonly district: string
  readonly started_at: string
  readonly made_at: string
  readonly made_by: string
  readonly farthest_m: number | null
  readonly theory: string
}

export interface GasForm {
  readonly point: LonLat
  readonly substance: string
  readonly started_at: string
  readonly release: Record<string, unknown>
  readonly weather: Record<string, unknown>
  readonly title: string
}

export interface Assessment extends AssessmentRow {
  readonly form: GasForm
  readonly model: string
  readonly model_version: string
  readonly inputs_sha256: string
  readonly seconds: number
  /** The theory and why it was chosen, as a sentence. */
  readonly theory_words: string
  readonly warnings: readonly string[]
  readonly zones: readonly Zone[]
  readonly places: readonly Place[]
}

export interface Probe {
  readonly id: string
  readonly series: {
    readonly time_s: readonly number[]
    readonly p10: readonly number[]
    readonly p50: readonly number[]
    readonly p90: readonly number[]
    readonly indoor: readonly number[]
  } | null
}
