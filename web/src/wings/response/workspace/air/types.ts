import type { Plan } from '../../types'

/** What one sensor measured when an incident in the air began. */
export interface SensorSeries {
  readonly station: number
  readonly station_name: string
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly limit: number | null
  readonly time: readonly string[]
  readonly value: readonly number[]
}

/** Before anybody assessed the gas: what is missing, and a plan by the guide's first distances where the substance is known. */
export interface Provisional {
  readonly missing: readonly string[]
  readonly plan: Plan | null
}
