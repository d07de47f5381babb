/** What the server says about incidents, forecasts and plans. Times are ISO 8601 with offset. */

import type { LonLat } from '@/map/geodesy'

export type Status = 'verified' | 'secondary' | 'unverified' | 'estimated' | 'general'
export type Bank = 'left' | 'right' | 'middle' | 'unknown'
export type Season = 'dry' | 'normal' | 'flood'
export type AmountUnit = 't' | 'kg' | 'm3' | 'L'

export interface Quantiles<T> {
  readonly p05: T | null
  readonly p50: T | null
  readonly p95: T | null
}

export interface Amount {
  readonly value: number
  readonly unit: AmountUnit
}

export interface Hydrology {
  readonly season: Season | null
  readonly pool_level_m: number | null
  readonly discharge_factor: number | null
  readonly discharge_relative_sd?: number | null
}

export interface Grade {
  readonly level: number
  readonly title: string
  readonly colour: 'red' | 'orange' | 'yellow' | 'blue'
  readonly criterion?: string
  readonly clause?: string
  readonly predicted?: boolean
  readonly status?: Status
}

export interface IncidentRow {
  readonly id: string
  readonly number: string
  readonly kind: 'water' | 'air'
  readonly name: string
  readonly state: 'open' | 'ended'
  readonly ended_at?: string | null
  readonly end_reason?: string | null
  readonly grade: Grade | null
  readonly started_at: string
  readonly opened_at: string
  readonly location_label: string
  readonly substance_name: string
  readonly amount_label: string
  readonly next_deadline: { readonly title: string; readonly at: string } | null
  readonly front: {
    readonly receptor: string
    readonly title: string
    readonly arrival: Quantiles<string>
  } | null
  readonly drill: boolean
  readonly demo: boolean
}

export interface Clock {
  readonly key: string
  readonly title: string
  readonly recipient: string
  readonly deadline: string | null
  readonly clause: string
  readonly status: Status
  readonly done_at: string | null
  /** Set when the incident ended: nothing counts on. */
  readonly stopped_at?: string | null
}

export interface FiveFirst {
  readonly key: string
  readonly title: string
  readonly done_at: string | null
}

export interface ForecastSummary {
  readonly id: string
  readonly number: number
  readonly title: string
  readonly model: string
  readonly version: string
  readonly seed: number
  readonly made_at: string
  readonly made_by: string
  readonly seconds: number
  readonly current: boolean
}

export interface Incident extends IncidentRow {
  readonly point: LonLat
  readonly reach: string
  readonly distance_m: number
  readonly chainage_km: number
  readonly bank: Bank
  readonly river: string
  readonly amount: Amount | null
  readonly duration_s: number
  readonly cause: string | null
  readonly caller: { readonly name?: string; readonly phone?: string; readonly organisation?: string } | null
  readonly description: string
  readonly hydrology: Hydrology | null
  readonly clocks: readonly Clock[]
  readonly five_firsts: readonly FiveFirst[]
  readonly forecasts: readonly ForecastSummary[]
  readonly current_forecast: string | null
  readonly rights: Readonly<Record<string, boolean>>
  readonly version: number
}

export interface LogEntry {
  readonly id: string
  readonly at: string
  readonly who: string
  readonly organisation: string
  readonly kind: 'note' | 'forecast' | 'plan' | 'report' | 'state' | 'clock'
  readonly text: string
}

export interface Limit {
  readonly value_mg_l: number
  readonly standard: string
  readonly clause: string
  /** Why this limit was taken here, and what had to be assumed for it. */
  readonly reason?: string | null
  readonly assumption?: string | null
  readonly status: Status
}

export interface Receptor {
  readonly id: string
  readonly register: string
  readonly row_id: string
  readonly name: string
  readonly kind: string
  readonly kind_title: string
  readonly bank: Bank | null
  readonly river: string
  readonly district: string
  readonly distance_km: number
  readonly limit: Limit | null
  readonly arrival: Quantiles<string>
  readonly peak_time: Quantiles<string>
  readonly peak_mg_l: Quantiles<number>
  readonly times_limit: Quantiles<number> | null
  readonly above_from: Quantiles<string> | null
  readonly above_until: Quantiles<string> | null
  readonly duration_above_s: Quantiles<number> | null
  readonly probability_above: number | null
  readonly point: LonLat | null
  readonly status: Status
  readonly demo: boolean
}

export interface Assumption {
  readonly title: string
  readonly value: string
  readonly source: string
  readonly status: Status
}

export interface Forecast extends ForecastSummary {
  readonly inputs_sha256: string
  readonly assumptions: readonly Assumption[]
  readonly warnings: readonly string[]
  readonly validity: readonly string[]
  readonly receptors: readonly Receptor[]
  /** The run whose case was taken over and corrected by samples. */
  readonly based_on: string | null
  readonly update: SampleUpdate | null
}

export interface SampleUpdate {
  readonly prior_misfit: number
  readonly posterior_misfit: number
  readonly samples: readonly {
    readonly receptor: string
    readonly name: string
    readonly time: string
    readonly concentration_mg_l: number | null
    readonly detection_limit_mg_l: number | null
    readonly prior_mg_l: Quantiles<number>
    readonly posterior_mg_l: Quantiles<number>
  }[]
}

export interface Sample {
  readonly id: string
  readonly place: string
  readonly name: string
  readonly point: LonLat
  readonly time: string
  readonly concentration_mg_l: number | null
  readonly detection_limit_mg_l: number | null
  readonly state: 'counts' | 'superseded' | 'withdrawn'
  readonly instead_of: string | null
  readonly reason: string
  readonly entered_at: string
  readonly entered_by: string
}

/** A row as it is sent: what the person wrote; the server reads and checks it. */
export interface SampleRow {
  readonly place: string | null
  readonly point?: LonLat
  readonly time: string
  readonly value: string
  readonly detection_limit: string
  readonly unit?: string
}

export interface Series {
  readonly time: readonly string[]
  readonly p05: readonly number[]
  readonly p50: readonly number[]
  readonly p95: readonly number[]
  readonly limit_mg_l: number | null
  readonly unit: string
}

export interface Because {
  readonly kind: 'rule' | 'table' | 'run' | 'register' | 'estimate'
  readonly title: string
  readonly link: string | null
  readonly status: Status
}

export type LineState = 'proposed' | 'accepted' | 'changed' | 'dropped'

export interface PlanLine {
  readonly id: string
  /** The same measure in every version; a provisional line has nothing else. */
  readonly key: string
  readonly verb: string
  readonly what: string
  readonly where: string
  readonly point: LonLat | null
  readonly by: string | null
  readonly from: string | null
  readonly until: string | null
  readonly who: string
  readonly with: string
  readonly effect: string
  readonly because: readonly Because[]
  readonly status: Status
  readonly state: LineState
  readonly note: string
  /** What the plan said before a person changed it. */
  readonly proposed?: string | null
  /** What was decided on this line in an earlier version, which advised something else. */
  readonly earlier?: EarlierDecision | null
}

export interface EarlierDecision {
  readonly version: number
  readonly state: LineState
  readonly verb: string
  readonly what: string
  readonly by: string | null
  readonly decided_at: string | null
}

export interface PlanSection {
  readonly key: string
  readonly title: string
  readonly lines: readonly PlanLine[]
  readonly empty: string
}

export interface Plan {
  /** Of a river the forecast, in the air the assessment it was made from. */
  readonly forecast: string | null
  readonly assessment?: number | null
  /** Why it no longer holds. */
  readonly outdated?: string | null
  readonly made_at: string
  readonly version: number
  readonly sections: readonly PlanSection[]
}

export interface Report {
  readonly kind: 'first' | 'follow-up' | 'final'
  readonly title: string
  readonly due: string | null
  readonly state: string
}

export interface Location {
  readonly reach: string
  readonly river: string
  readonly distance_m: number
  readonly chainage_km: number
  readonly point: LonLat
  readonly offset_m: number
  readonly bank: 'left' | 'right'
  readonly label: string
  readonly discharge_m3_s: number | null
  readonly width_m: number | null
  readonly regime: string
}

export interface SubstanceRow {
  readonly key: string
  readonly cas: string | null
  readonly name_zh: string
  readonly name_en: string
  readonly un: string | null
  readonly hazards: readonly string[]
  readonly status: Status
}

export interface SubstanceCard extends SubstanceRow {
  readonly properties: readonly {
    readonly title: string
    readonly value: number | string
    readonly unit: string
    readonly source: string
    readonly status: Status
  }[]
  readonly limits: readonly {
    readonly title: string
    readonly value_mg_l: number
    readonly standard: string
    readonly clause: string
    readonly status: Status
  }[]
  readonly techniques: readonly { readonly title: string; readonly detail?: string; readonly status: Status }[]
  readonly behaviour: string
}

export interface Duplicate {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly opened_at: string
  readonly location_label: string
}

export interface Rows<T> {
  readonly total: number
  readonly rows: readonly T[]
}
