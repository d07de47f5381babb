/** Numbers for people: three significant figures, no false zeros, never NaN. */
const SUPERSCRIPT: Record<string, string> = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' }

/** 1234 → “1,230”, 0.01234 → “0.0123”, 0.00000123 → “1.23 × 10⁻⁶”. */
export function formatNumber(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '—'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (size < 1e-4 || size >= 1e7) {
    const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string]
    const raised = [...exponent.replace('+', '')].map((character) => SUPERSCRIPT[character]).join('')
    return `${Number(mantissa)} × 10${raised}`
  }
  return new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits }).format(value)
}

/** A stored figure as it was entered, grouped but not rounded. */
export function exactNumber(value: number): string {
  if (!Number.isFinite(value)) return '—'
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 10 }).format(value)
}

export function formatPercent(probability: number | null | undefined): string {
  if (probability === null || probability === undefined || !Number.isFinite(probability)) return '—'
  if (probability > 0 && probability < 0.01) return '< 1 %'
  if (probability < 1 && probability > 0.99) return '> 99 %'
  return `${Math.round(probability * 100)} %`
}

const UNITS: Record<string, string> = { m3: 'm³', m2: 'm²', 'm3/s': 'm³/s', 'm3/h': 'm³/h', 'kg/m3': 'kg/m³', km2: 'km²', degC: '°C', deg: '°', '℃': '°C', 无量纲: '' }
export const unitText = (unit: string | null | undefined): string => (unit ? (UNITS[unit] ?? unit) : '')

const KELVIN = 273.15
/** SI inside, degrees Celsius on screen: nobody at a desk thinks in kelvin. */
export function forPeople(
  value: number | null | undefined,
  unit: string | null | undefined,
): { value: number | null | undefined; unit: string | null | undefined } {
  if (unit !== 'K' || typeof value !== 'number') return { value, unit }
  return { value: Math.round((value - KELVIN) * 10) / 10, unit: '°C' }
}
