/** Which stations are listed, and in which order. */
import type { Neighbour } from './alarms'
import type { StationRow, StationState } from './types'

/** What needs somebody first: over a limit, then silent and stale, then the rest. */
export function urgency(row: StationRow): number {
  if (row.state === 'online' && (exceeds(row) || row.changes.length)) return 0
  return { silent: 1, stale: 2, maintenance: 3, online: 4 }[row.state]
}

export type Trouble = 'exceeding' | 'jumping'
const exceeds = (row: StationRow) => row.values.some((value) => value.over)
/** Two troubles beside the state: a station on line may have either. */
export function troubled(row: StationRow, trouble: Trouble): boolean {
  return trouble === 'exceeding' ? exceeds(row) : row.changes.length > 0
}

export function chosen(rows: readonly StationRow[], text: string, state: StationState | Trouble | ''): StationRow[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return rows
    .filter((row) => !state || (state === 'exceeding' || state === 'jumping' ? troubled(row, state) : row.state === state))
    .filter((row) => {
      const known = [row.name, row.code, row.river, row.region_name, row.kind_title].join(' ').toLowerCase()
      return words.every((word) => known.includes(word))
    })
    .sort((a, b) => urgency(a) - urgency(b) || a.code.localeCompare(b.code))
}

export type Period = 'day' | 'week' | 'month' | 'year'
const HOURS: Readonly<Record<Period, number>> = { day: 24, week: 168, month: 720, year: 8760 }

/** From when until when, to the minute: the same question is then the same address. */
export function bounds(period: Period, nowMs: number): { from: string; to: string } {
  const end = Math.ceil(nowMs / 60_000) * 60_000
  return { from: new Date(end - HOURS[period] * 3_600_000).toISOString(), to: new Date(end).toISOString() }
}

/** How far a neighbour's readings are moved so that one abscissa is one parcel of water [ms]: the water of a
 * station above comes later, that of one below was here before. */
export function shiftOf(row: Pick<Neighbour, 'side' | 'travel_s'>): number {
  return (row.side === 'above' ? 1 : -1) * row.travel_s[1] * 1000
}

export function moved(period: { readonly from: string; readonly to: string }, ms: number): { from: string; to: string } {
  return { from: new Date(Date.parse(period.from) + ms).toISOString(), to: new Date(Date.parse(period.to) + ms).toISOString() }
}
