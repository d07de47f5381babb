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
