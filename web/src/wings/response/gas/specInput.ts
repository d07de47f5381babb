/** Inputs and facts of models in the units people use; what no table knows is shown as it is. */
import { formatNumber } from '@/ui/number'
import type { SpecInput } from './types'

interface Shown {
  readonly unit: string
  /** SI per unit shown. */
  readonly scale: number
  /** Added after scaling. */
  readonly offset: number
}
const PLAIN: Shown = { unit: '', scale: 1, offset: 0 }
const UNITS: Readonly<Record<string, Shown>> = {
  '1': PLAIN,
  K: { unit: '°C', scale: 1, offset: 273.15 },
  Pa: { unit: 'MPa', scale: 1e6, offset: 0 },
  'J/kg': { unit: 'MJ/kg', scale: 1e6, offset: 0 },
  'kg/(m2 s)': { unit: 'kg/(m²·s)', scale: 1, offset: 0 },
  m3: { unit: 'm³', scale: 1, offset: 0 },
  m2: { unit: 'm²', scale: 1, offset: 0 },
  deg: { unit: '°', scale: 1, offset: 0 },
}
export const shownAs = (unit: string): Shown => UNITS[unit] ?? { unit, scale: 1, offset: 0 }

const digits = (value: number): number => Number(value.toPrecision(6))

/** A stored value as the form shows it. */
export function toForm(field: SpecInput, stored: unknown): number | string {
  if (typeof stored !== 'number') return typeof stored === 'string' ? stored : ''
  const { scale, offset } = shownAs(field.unit)
  return digits((stored - offset) / scale)
}

/** What was typed, in the model's unit; empty stays away. */
export function toCase(field: SpecInput, typed: unknown): number | string | null {
  if (typed === '' || typed === null || typed === undefined) return null
  if (field.kind === 'choice' || field.kind === 'text') return String(typed)
  const value = Number(typed)
  if (!Number.isFinite(value)) return String(typed)
  const { scale, offset } = shownAs(field.unit)
  return digits(value * scale + offset)
}

/** The value at a dotted path. */
export function at(object: Readonly<Record<string, unknown>> | null | undefined, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, part) => (inner as Record<string, unknown> | null | undefined)?.[part], object)
}

/** Sets the value at a dotted path, making the objects on the way. */
export function put(object: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split('.')
  const last = parts.pop()!
  let inner = object
  for (const part of parts) inner = (inner[part] ??= {}) as Record<string, unknown>
  inner[last] = value
}

/** Longest first: `_kg_m2_s` is no rate in seconds. */
const SUFFIXES: readonly (readonly [string, (value: number) => string])[] = [
  ['_kg_m2_s', (value) => `${formatNumber(value)} kg/(m²·s)`],
  ['_w_m2', (value) => `${formatNumber(value / 1000)} kW/m²`],
  ['_kg_s', (value) => `${formatNumber(value)} kg/s`],
  ['_pa_s', (value) => `${formatNumber(value)} Pa·s`],
  ['_m_s', (value) => `${formatNumber(value)} m/s`],
  ['_deg', (value) => `${formatNumber(value)}°`],
  ['_kg', (value) => `${formatNumber(value)} kg`],
  ['_pa', (value) => `${formatNumber(value / 1000)} kPa`],
  ['_m3', (value) => `${formatNumber(value)} m³`],
  ['_m2', (value) => `${formatNumber(value)} m²`],
  ['_w', (value) => `${formatNumber(value / 1e6)} MW`],
  ['_j', (value) => `${formatNumber(value / 1e6)} MJ`],
  ['_m', (value) => `${formatNumber(value)} m`],
  ['_s', (value) => `${formatNumber(value)} s`],
  ['_k', (value) => `${formatNumber(value - 273.15)} °C`],
]

/** A fact of an answer: its key without the unit, and its value with it. */
export function fact(key: string, value: number): { readonly name: string; readonly value: string } {
  for (const [suffix, write] of SUFFIXES)
    if (key.endsWith(suffix)) return { name: key.slice(0, -suffix.length), value: write(value) }
  return { name: key, value: formatNumber(value) }
}

/** Answers nobody has named yet: numbers and words of a single level. */
export function extras(more: Readonly<Record<string, unknown>>): { readonly name: string; readonly value: string }[] {
  return Object.entries(more).flatMap(([key, value]) => {
    if (typeof value === 'number') return [fact(key, value)]
    return typeof value === 'string' ? [{ name: key, value }] : []
  })
}
