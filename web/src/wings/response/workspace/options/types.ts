/** What the server says about options. */
import type { LonLat } from '@/map/geodesy'
import type { Quantiles } from '../../types'

export const KINDS = ['divert', 'dam', 'dose', 'release', 'close'] as const
export type Kind = (typeof KINDS)[number]

export interface Measure {
  readonly kind: Kind
  readonly title: string
  readonly label: string
  readonly point: LonLat | null
  readonly from: string
  readonly until: string
  readonly fraction?: number
  readonly discharge_m3_s?: number
  readonly capacity_m3?: number
}

export interface ReceptorEffect {
  readonly id: string
  readonly counted: 'limit' | 'front'
  readonly gained_s: Quantiles<number>
  readonly avoided: number
  readonly peak_mg_l: Quantiles<number>
  readonly peak_before_mg_l: Quantiles<number>
  readonly times_limit: Quantiles<number> | null
  readonly above_s: Quantiles<number>
  readonly above_before_s: Quantiles<number>
  readonly probability_above: number | null
  readonly open_peak_mg_l: Quantiles<number> | null
}

export interface MeasureEffect {
  readonly number: number
  readonly kind: Kind
  readonly volume_m3: Quantiles<number> | null
  readonly fills: number | null
  readonly full_at: Quantiles<string> | null
  readonly reagent_kg: Quantiles<number> | null
}

export interface Proof {
  readonly method: string
  readonly gap: number
  readonly choices: number
  readonly seconds: number
}

export interface Option {
  readonly id: number
  readonly number: number
  readonly title: string
  readonly measures: readonly Measure[]
  readonly effect: {
    readonly receptors: readonly ReceptorEffect[]
    readonly measures: readonly MeasureEffect[]
    readonly warnings: readonly string[]
  }
  readonly members: number
  readonly proof: Proof | null
  readonly adopted_at: string | null
  readonly adopted_by: string | null
}

/** What the members of the options see at a receptor while nobody acts: fewer than the forecast's. */
export interface Without {
  readonly members: number
  readonly peak_mg_l: Quantiles<number>
  readonly probability_above: number | null
}

export interface ComparedReceptor {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly point: LonLat | null
  readonly peak_mg_l: Quantiles<number>
  readonly limit_mg_l: number | null
  readonly arrival: Quantiles<string>
  readonly above_from: Quantiles<string>
  readonly above_until: Quantiles<string>
  readonly probability_above: number | null
  readonly without: Without | null
}

export interface Space {
  readonly id: string
  readonly name: string
  readonly point: LonLat
  readonly reach: string
  readonly distance_m: number
  readonly capacity_m3: number
  readonly ready: string
  readonly arrival: string
}

export interface Options {
  readonly forecast: number
  readonly members: number | null
  readonly receptors: readonly ComparedReceptor[]
  readonly spaces: readonly Space[]
  readonly rows: readonly Option[]
}

/** A measure as it is drawn and filled in; numbers as typed. */
export interface DraftMeasure {
  readonly key: number
  readonly kind: Kind
  point: LonLat | null
  label: string
  space: string | null
  receptor: string
  from: string
  until: string
  percent: string
  discharge: string
  capacity: string
  ratio: string
  held: 'back' | 'kept'
}
