/** The numbers of one option as the table and the chart show them. */
import type { Option, ReceptorEffect } from './types'

export const HOUR_S = 3600
const MORE_LIKELY_THAN_NOT = 0.5

export const at = (option: Option, receptor: string): ReceptorEffect | undefined =>
  option.effect.receptors.find((row) => row.id === receptor)

export const avoids = (effect: ReceptorEffect): boolean => effect.avoided >= MORE_LIKELY_THAN_NOT

export function hours(seconds: number | null): string {
  if (seconds === null) return '—'
  const h = seconds / HOUR_S
  const rounded = Math.abs(h) < 0.05 ? 0 : h
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${Math.abs(rounded).toFixed(1)}`
}

/** A peak in units of the limit, or as it is where there is no limit. */
export const toLimit = (peak: number | null | undefined, limit: number | null): number | null =>
  peak === null || peak === undefined ? null : limit ? peak / limit : peak

export const volume = (option: Option): number | null => total(option, 'volume_m3')
export const reagent = (option: Option): number | null => total(option, 'reagent_kg')

function total(option: Option, key: 'volume_m3' | 'reagent_kg'): number | null {
  const values = option.effect.measures.flatMap((m) => (m[key] ? [m[key].p50 ?? 0] : []))
  return values.length > 0 ? values.reduce((a, b) => a + b, 0) : null
}

/** The chance that one of its spaces fills, and when the first does. */
export function filling(option: Option): { chance: number; at: string | null } | null {
  const holding = option.effect.measures.filter((m) => m.fills !== null)
  if (holding.length === 0) return null
  const fullest = holding.reduce((a, b) => ((b.fills ?? 0) > (a.fills ?? 0) ? b : a))
  return { chance: fullest.fills ?? 0, at: fullest.full_at?.p50 ?? null }
}

/** Seconds of the frames in which a place of the plume holds more than 2 % of its own peak. */
export function passage(
  times: readonly number[],
  values: readonly (readonly (readonly number[])[])[],
  point: number,
): readonly [number, number] | null {
  const series = values.map((frame) => Math.max(0, ...(frame[point] ?? [])))
  const peak = Math.max(...series)
  if (!(peak > 0)) return null
  const seen = series.flatMap((value, i) => (value > 0.02 * peak ? [i] : []))
  return [times[Math.max(0, seen[0]! - 1)]!, times[Math.min(times.length - 1, seen.at(-1)! + 1)]!]
}
