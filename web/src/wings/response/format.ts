/** How times and ratios are written in the response wing; a time that does not exist is a dash. */
import { clockTime as clockBeside, dayTime, fullTime } from '@/ui/time'

/** “11-23 04:20” */
export const clockTime = (iso: string | null | undefined): string => (iso ? dayTime(iso) : '—')

/** “04:20” when it is on the day of the time beside it. */
export const shortTime = (iso: string | null | undefined, beside: string | null | undefined): string =>
  iso ? clockBeside(iso, beside ?? iso) : '—'

/** “3.2×”, “0.04×”. */
export function times(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) return '—'
  if (ratio <= 0) return '0×'
  if (ratio < 0.001) return '< 0.001×'
  return `${ratio >= 100 ? Math.round(ratio).toLocaleString('en-US') : Number(ratio.toPrecision(2))}×`
}

/** The ends of the bar on which a peak is compared with its limit, as powers of ten. */
const LOWEST = -2
const HIGHEST = 4

/** Place on that bar, 0…1. */
export function logPlace(ratio: number | null | undefined): number {
  if (!ratio || ratio <= 0) return 0
  return Math.min(1, Math.max(0, (Math.log10(ratio) - LOWEST) / (HIGHEST - LOWEST)))
}

/** Value of a `datetime-local` field, in the time of Chongqing wherever the browser is. */
export const localInput = (at: Date | string): string => fullTime(at).slice(0, 16).replace(' ', 'T')
export const withOffset = (local: string): string => `${local.slice(0, 16)}:00+08:00`
