/** Answers of the server that the stations' pages read. */

export type StationState = 'online' | 'maintenance' | 'stale' | 'silent'

export interface Value {
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly limit_low: number | null
  readonly limit_high: number | null
  readonly item: string
  readonly value: number | null
  readonly flag: string
  readonly flag_title: string
  readonly over: 'high' | 'low' | null
}
export interface StationRow {
  readonly id: number
  readonly code: string
  readonly name: string
  readonly kind_title: string
  readonly river: string | null
  readonly region_name: string | null
  readonly state: StationState
  readonly devices: number
  readonly heard_at: string | null
  readonly values: readonly Value[]
  /** What the detectors hold for unusual now, the gravest first. */
  readonly changes: readonly Change[]
}
export interface Change {
  readonly code: string
  readonly name: string
  readonly at: string
  readonly tier: 1 | 2 | 3
  readonly tier_title: string
  readonly text: string
}
export interface Board {
  readonly time: string
  readonly states: readonly { readonly state: StationState; readonly title: string; readonly meaning: string; readonly count: number }[]
  readonly rows: readonly StationRow[]
}
export interface DeviceFacts {
  readonly id: number
  readonly mn: string
  readonly edition: number
  readonly interval_s: number
  readonly state: StationState
  readonly state_meaning: string
  readonly heard_at: string | null
  readonly address: string | null
  readonly connected: boolean
  readonly frames: number
  readonly marked: number
  readonly marks: readonly string[]
  readonly values: readonly Value[]
}
export interface StationAnswer extends Omit<StationRow, 'devices' | 'values' | 'heard_at' | 'changes'> {
  readonly contact_name: string
  readonly contact_phone: string
  readonly may_command: boolean
  readonly devices: readonly DeviceFacts[]
}
export interface SeriesAnswer {
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly limit_low: number | null
  readonly limit_high: number | null
  readonly step: 'raw' | 'hour' | 'day'
  readonly from: string
  readonly to: string
  readonly time: readonly string[]
  readonly value: readonly (number | null)[]
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
  readonly left_out: readonly number[]
  readonly flag: readonly string[]
}
export interface FrameRow {
  readonly at: string
  readonly received_at: string
  readonly cn: string
  readonly counted: boolean
  readonly explanations: readonly string[]
  readonly raw: string | null
}
export interface AsideRow {
  readonly at: string
  readonly address: string
  readonly reason: string
  readonly explanation: string
  readonly repeats: number
  readonly raw: string
}
export interface FramesAnswer {
  readonly rows: readonly FrameRow[]
  readonly set_aside: readonly AsideRow[]
}
export interface UnknownRow {
  readonly mn: string
  readonly address: string
  readonly reason: string
  readonly explanation: string
  readonly count: number
  readonly last_at: string
}
export interface CommandRow {
  readonly id: number
  readonly title: string
  readonly state: string
  readonly state_title: string
  readonly tries: number
  readonly asked_by: string
  readonly asked_at: string
}
