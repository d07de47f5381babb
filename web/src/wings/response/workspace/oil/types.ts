import type { LonLat } from '@/map/geodesy'
import type { SlickData } from '@/map/slick'
import type { Quantiles } from '../../types'

export const SHARES = ['surface', 'evaporated', 'dispersed', 'stranded', 'recovered'] as const
export type Share = (typeof SHARES)[number]
export const BANK_KINDS = ['riprap', 'concrete_wall', 'rock', 'gravel', 'sand', 'mud', 'vegetation'] as const

export interface OilRow {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly trade_names: readonly string[]
}
export interface OilRunRow {
  readonly id: number
  readonly number: number
  readonly title: string
  readonly oil: { readonly id: string; readonly name: string }
  readonly booms: number
  readonly outcome: Readonly<Record<Share, number>>
  readonly made_at: string
  readonly made_by: string
}
export interface Blow {
  readonly speed_m_s: number
  readonly from_deg: number
}
export interface OilReach {
  readonly reach: string
  readonly name: string
  readonly from_km: number
  readonly until_km: number
}
/** A run asked for; `run` is there once it is done. */
export interface OilJob {
  readonly id: number
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly share: number
  readonly run: number | null
  readonly problems: readonly { readonly field: string; readonly message: string }[]
  readonly asked_by: string
}
/** What a boom meets where it is drawn. */
export interface BoomSite {
  readonly point: LonLat
  readonly label: string
  readonly width_m: number
  readonly depth_m: number
  readonly angle_deg: number
  readonly length_m: number | null
  readonly bank: 'left' | 'right' | null
  readonly line: readonly (readonly [number, number])[]
  readonly current_m_s: Quantiles<number>
  readonly across_m_s: number
  readonly critical_m_s: number
  readonly holds: 'all' | 'some' | 'nothing'
  readonly steepest_deg: number
}
export interface OilForm {
  readonly oil: string
  readonly amount: { readonly value: number; readonly unit: string } | null
  readonly wind: Blow | readonly (Blow & { readonly at: string })[] | null
  readonly water_temperature_c: number | null
  readonly bank_kind: string
  readonly banks?: Readonly<Record<string, readonly [string, string]>> | null
  readonly hours: number
  readonly booms: readonly OilBoom[]
}
export interface OilBoom {
  readonly chainage_km: number | null
  readonly point: LonLat | null
  readonly from: string
  readonly until: string
  readonly draught_m: number
  readonly length_m: number | null
  readonly bank: 'left' | 'right' | null
  readonly angle_deg: number
  readonly recovery_m3_h: number
}
export type Balance = { readonly time: readonly string[] } & Readonly<Record<Share, readonly number[]>>
export interface OilRun extends OilRunRow {
  readonly form: OilForm
  readonly model: string
  readonly model_version: string
  readonly seconds: number
  readonly mass_balance: Balance
  readonly of_which: { readonly beyond_outlet: readonly number[] }
  readonly receptors: readonly {
    readonly id: string
    readonly name: string
    readonly distance_km: number
    readonly arrival: Quantiles<string>
    readonly probability_reached: number
    readonly oil_passing_kg: Quantiles<number>
  }[]
  readonly stranded: readonly { readonly reach: string; readonly name: string; readonly bank: string; readonly kind: string; readonly mass_kg: Quantiles<number> }[]
  readonly booms_held: readonly {
    readonly number: number
    readonly passed_beside_kg: number
    readonly torn_off_kg: number
    readonly drained_kg: number
    readonly caught_kg: number
  }[]
  readonly warnings: readonly string[]
}
export interface OilSlick extends SlickData {
  /** Both ends of every boom, as it stands; absent from runs of before. */
  readonly booms?: readonly (readonly (readonly [number, number])[])[]
}
