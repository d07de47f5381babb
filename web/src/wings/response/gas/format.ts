/** Distances and times after a release, as people say them. */
import { language } from '@/i18n/language'
import { formatNumber } from '@/ui/number'

/** “420 m”, “1.8 km”: two significant figures are more than the model knows. */
export function metres(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  if (value < 995) return `${formatNumber(value < 100 ? Math.round(value) : Math.round(value / 10) * 10)} m`
  return `${formatNumber(value / 1000, 2)} km`
}

/** “40 s”, “12 min”, “2 h 05 min” after the release began. */
export function seconds(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  if (value < 60) return `${Math.round(value)} s`
  const minutes = Math.round(value / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}

export const inLanguage = (text: { readonly zh: string; readonly en: string }): string => text[language.value]

/** “10 kW/m²”, “6.9 kPa”: levels of fire and blast; another unit as it is. */
export function level(value: number, unit: string): string {
  if (unit === 'W/m2') return `${formatNumber(value / 1000)} kW/m²`
  if (unit === 'Pa') return `${formatNumber(value / 1000, 2)} kPa`
  return `${formatNumber(value)} ${unit}`
}

/** Loads no lung would feel are nothing, not a figure with sixty zeros. */
const LEAST_LOAD = 1e-3
export function load(value: number, digits: number): string {
  return value < LEAST_LOAD ? '≈ 0' : formatNumber(value, digits)
}

/** “3 %”, “< 1 %”: a share of people. */
export function share(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  if (value > 0 && value < 0.01) return '< 1 %'
  return `${Math.round(value * 100)} %`
}
