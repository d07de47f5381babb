/** Two oil runs side by side: the same places, reaches and shares, whichever of the two has them. */
import type { OilRun } from './types'

export interface Pair<T> {
  readonly id: string
  readonly now: T | null
  readonly then: T | null
}

export function pairs<T>(now: readonly T[], then: readonly T[], idOf: (row: T) => string): Pair<T>[] {
  const before = new Map(then.map((row) => [idOf(row), row]))
  const seen = new Set(now.map(idOf))
  return [
    ...now.map((row) => ({ id: idOf(row), now: row, then: before.get(idOf(row)) ?? null })),
    ...then.filter((row) => !seen.has(idOf(row))).map((row) => ({ id: idOf(row), now: null, then: row })),
  ]
}

export const caughtKg = (run: OilRun): number => run.booms_held.reduce((sum, row) => sum + row.caught_kg, 0)

/** Hours by which an arrival comes later than the other; null where one of them does not come. */
export function laterHours(now: string | null | undefined, then: string | null | undefined): number | null {
  return now && then ? (Date.parse(now) - Date.parse(then)) / 3_600_000 : null
}
