/** What the server says about gas assessments. */
import type { LonLat } from '@/map/geodesy'
import type { TerrainCase } from './terrain'

export interface Spread {
  readonly p10: number | null
  readonly p50: number | null
  readonly p90: number | null
}

export interface CurrentValue {
  readonly threshold: string
  readonly concentration_mg_m3: number
  readonly distance_m: Spread
  readonly people: number
}

type Outline = readonly (readonly [number, number])[]

export interface Zone {
  readonly threshold: string
  readonly title?: string
  /** The value in force beside a legal one that differs from it. */
  readonly current?: CurrentValue | null
  /** Where the zone may lie in eight of ten cases: farther, and with the wind turned. */
  readonly possible: Outline
  readonly concentration_mg_m3: number
  readonly distance_m: Spread
  /** Longitude and latitude. */
  readonly polygon: Outline
  readonly from_s: number | null
  readonly until_s: number | null
  readonly area_km2: number
  readonly people: number
  readonly places_inside: readonly string[]
  /** Of the people those at places counted but not worked out one by one. */
  readonly unlisted: { readonly places: number; readonly people: number }
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
  readonly incident: { readonly id: number; readonly number: string } | null
}

/** Where the weather of a form came from, when it was a station's. */
export interface StationUsed {
  readonly code: string
  readonly name: string
  readonly distance_m: number
  readonly at: string | null
}

export interface GasForm {
  readonly point: LonLat
  readonly substance: string
  readonly started_at: string
  readonly release: Record<string, unknown>
  readonly weather: Record<string, unknown>
  readonly theory?: string | null
  readonly averaging_time_s?: number | null
  readonly terrain?: Partial<TerrainCase> | null
  readonly threshold?: string | null
  readonly station?: StationUsed | null
  readonly title: string
}

export interface Property {
  readonly title: string
  readonly value: number
  readonly unit: string
  readonly source: string
  readonly status: string
}

export interface Assessment extends AssessmentRow {
  readonly form: GasForm
  readonly model: string
  readonly model_version: string
  readonly inputs_sha256: string
  readonly seconds: number
  /** The theory and why it was chosen, as a sentence. */
  readonly theory_words: string
  readonly asked_theory: string
  readonly averaging_time_s: number
  readonly direction_sd_deg: number | null
  readonly source: { readonly theory: string; readonly airborne_kg: number; readonly pooled_kg: number; readonly rate_kg_s: readonly number[]; readonly temperature_k: number }
  readonly weather: { readonly stability: string | null; readonly wind_10m_m_s: number; readonly friction_velocity_m_s: number; readonly obukhov_length_m: number }
  readonly properties: readonly Property[]
  readonly warnings: readonly string[]
  readonly zones: readonly Zone[]
  readonly fires: readonly Fire[]
  readonly places: readonly Place[]
}

export interface Reach {
  readonly p05: number
  readonly p50: number
  readonly p95: number
}

export interface Ring {
  readonly threshold: number
  readonly unit: string
  readonly words: string | null
  readonly distance_m: Reach
  readonly outline: { readonly p05: Outline; readonly p50: Outline; readonly p95: Outline }
  readonly people: Reach
  readonly places_inside: readonly string[]
  readonly kinds_inside: Readonly<Record<string, number>>
}

export interface Fire {
  readonly id: number
  readonly model: string
  readonly model_version: string
  readonly title: string
  readonly derived: boolean
  readonly made_at: string
  readonly made_by: string
  readonly inputs: Record<string, unknown>
  readonly inputs_sha256: string
  readonly east_m: number
  readonly north_m: number
  readonly centre: LonLat
  readonly assumptions: readonly string[]
  readonly warnings: readonly string[]
  readonly facts: Readonly<Record<string, number>>
  readonly more: Readonly<Record<string, unknown>>
  readonly rings: readonly Ring[]
  readonly sets: readonly { readonly name: string; readonly title: string; readonly rings: readonly Ring[] }[]
  readonly method: string | null
  readonly methods: readonly { readonly name: string; readonly title: string; readonly facts: Readonly<Record<string, number>>; readonly rings: readonly Ring[] }[]
  readonly places: readonly { readonly key: string; readonly unit: string; readonly level: number; readonly harmed_share: number }[]
  readonly references: readonly string[]
}

/** One input of a model, as its spec declares it. */
export interface SpecInput {
  readonly path: string
  readonly title: string
  readonly kind: 'number' | 'integer' | 'choice' | 'text'
  readonly unit: string
  readonly minimum: number | null
  readonly maximum: number | null
  readonly default: number | string | null
  readonly choices: readonly string[] | null
  readonly required: boolean
}

export interface Building {
  readonly key: string
  readonly title: string
  readonly low_per_h: number
  readonly usual_per_h: number
  readonly high_per_h: number
  readonly source: string
  readonly status: string
}

export interface Choices {
  /** Inputs of the model by their path, SI. */
  readonly ranges: Readonly<Record<string, { readonly minimum: number; readonly maximum: number }>>
  readonly theories: readonly string[]
  readonly theory: string
  readonly averaging_time_s: number
  /** Of which one may be drawn beside those of the law. */
  readonly thresholds: readonly string[]
  readonly buildings: readonly Building[]
  readonly fires: readonly { readonly model: string; readonly title: string; readonly references: readonly string[]; readonly fields: readonly SpecInput[] }[]
}

/** What the leak gives each model of fire and blast; without inputs, why it gives none. */
export interface Prospects {
  readonly easy: boolean
  readonly derived: readonly { readonly model: string; readonly inputs: Record<string, unknown> | null; readonly east_m: number; readonly north_m: number; readonly words: readonly string[] }[]
}

export interface StationWeather {
  readonly station: number
  readonly code: string
  readonly name: string
  readonly demo: boolean
  readonly distance_m: number
  readonly at: string | null
  readonly age_s: number | null
  readonly state_title: string
  readonly stale: boolean
  readonly usable: boolean
  readonly wind_speed_m_s: number | null
  readonly wind_from_deg: number | null
  readonly air_temperature_c: number | null
  readonly relative_humidity_percent: number | null
  readonly wind_swing_deg: number | null
  readonly words: readonly string[]
}

export interface Frames {
  readonly times_s: readonly number[]
  readonly zones: readonly { readonly threshold: string; readonly outlines: readonly (readonly Outline[])[] }[]
}

type Case = 'best' | 'low' | 'high'
export interface ShelterOption {
  readonly key: string
  readonly leave_min: number | null
  readonly load: Readonly<Record<Case, number>>
  readonly peak_mg_m3: Readonly<Record<Case, number>>
  readonly effect: Readonly<Record<Case, 'death' | 'lasting' | 'discomfort' | 'none' | 'unknown'>>
  readonly fatality: Readonly<Record<Case, number>> | null
}

export interface Shelter {
  readonly building: Building
  readonly distance_m: number
  readonly begin_s: number
  readonly walk_m_s: number
  readonly direction_deg: number
  readonly exponent: number
  readonly exponent_known: boolean
  readonly limits: readonly { readonly name: string; readonly mg_m3: number; readonly load: number }[]
  readonly options: readonly ShelterOption[]
  readonly better: 'stay' | 'leave' | 'either' | 'unsure' | 'enough' | 'none'
  readonly open_again_s: number | null
  readonly advice: string
  /** What to do first where heat, blast or a flammable cloud may reach. */
  readonly fire: string | null
  readonly doubt: string
  readonly series: { readonly time_s: readonly number[]; readonly load: Readonly<Record<string, readonly number[]>> }
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
