/** What the server says about alarms. */
export type AlarmState = 'open' | 'taken' | 'dismissed' | 'incident' | 'ended'

export interface AlarmCounts {
  readonly open: number
  readonly taken: number
  readonly hints: number
  readonly warnings: number
  readonly alarms: number
}
export interface AlarmRow {
  readonly id: number
  readonly version: number
  readonly state: AlarmState
  readonly state_title: string
  readonly tier: 1 | 2 | 3
  readonly tier_title: string
  readonly headline: string
  readonly why: string
  readonly sure: { readonly level: 1 | 2 | 3; readonly title: string; readonly text: string }
  readonly station: {
    readonly id: number
    readonly code: string
    readonly name: string
    readonly kind: string
    readonly kind_title: string
    readonly river: string | null
    readonly chainage_km: number | null
    readonly contact_name: string
    readonly contact_phone: string
  }
  readonly region_name: string | null
  readonly demo: boolean
  readonly began_at: string
  readonly last_at: string
  readonly back_at: string | null
  readonly opened_at: string
  readonly closed_at: string | null
  readonly escalate_at: string | null
  readonly next_rung: string | null
  readonly taken_by: string | null
  readonly incident: number | null
  readonly incident_number: string
}
export interface AlarmList {
  readonly total: number
  readonly counts: AlarmCounts
  readonly rows: readonly AlarmRow[]
}
export interface AlarmSignal {
  readonly station: number
  readonly device: number
  readonly code: string
  readonly name: string
  readonly unit: string
  readonly kind: string
  readonly kind_title: string
  readonly tier: number
  readonly tier_title: string
  readonly say: string
  readonly since: string
  readonly at: string
  readonly back: boolean
  readonly value?: number
  readonly base?: number
  readonly limit?: number
  readonly times?: number
}
export interface Lesson {
  readonly id: number
  readonly alarm: number
  readonly code: string
  readonly text: string
  readonly cause_title: string
  readonly at: string
  readonly until: string | null
  readonly by: string
  readonly undone_at: string | null
  readonly undone_by: string
  readonly may_undo: boolean
}
export interface Decision {
  readonly id: number
  readonly at: string
  readonly code: string
  readonly name?: string
  readonly kind_title: string
  readonly tier: number
  readonly tier_title: string
  readonly text: string
  readonly alarm: number | null
}
export interface AlarmWhole extends AlarmRow {
  readonly signals: readonly AlarmSignal[]
  readonly fits: readonly { readonly kind: string; readonly text: string; readonly explains: boolean; readonly agrees?: boolean; readonly station?: number }[]
  readonly decisions: readonly Decision[]
  readonly next: string
  readonly suggested: string
  readonly steps: readonly {
    readonly id: number
    readonly at: string
    readonly who: string | null
    readonly action_title: string
    readonly text: string
    readonly note: string
  }[]
  readonly lessons: readonly Lesson[]
  readonly may: readonly string[]
}
export interface AlarmChoices {
  readonly ways: readonly { readonly value: string; readonly title: string }[]
  readonly results: readonly { readonly value: string; readonly title: string }[]
  readonly causes: readonly { readonly value: string; readonly title: string; readonly teaches: string; readonly about: string; readonly needs_note: boolean }[]
}
export interface Neighbour {
  readonly side: 'above' | 'below'
  readonly station: number
  readonly name: string
  readonly metres: number
  readonly travel_s: readonly [number, number, number]
  /** The device that measures a factor there, by the factor's code. */
  readonly devices: Readonly<Record<string, number>>
}
/** Whom a gas may reach: by an assessment, else by the guide's first distances. */
export interface Reach {
  readonly basis: 'assessment' | 'guide' | 'none'
  readonly people: number
  readonly places: number
  readonly kinds: readonly { readonly kind: string; readonly title: string; readonly places: number }[]
  readonly nearest: readonly {
    readonly key: string
    readonly name: string
    readonly people: number
    readonly contact: string
    readonly distance_m: number
    readonly status: string
    readonly demo: boolean
  }[]
  readonly cases: readonly { readonly title: string; readonly isolate_m: number; readonly protect_m: number; readonly people: number; readonly places: number }[]
  readonly zones: readonly { readonly threshold: string; readonly distance_m: { readonly p50: number | null }; readonly people: number }[]
  readonly sentences: readonly string[]
}
export interface AlarmGas {
  readonly reach: Reach
  readonly sentences: readonly string[]
  readonly assessments: readonly { readonly id: number; readonly number: string; readonly made_at: string }[]
}

/** Alarms of these stations are about the air: they are assessed on the gas page. */
const AIR: ReadonlySet<string> = new Set(['gas', 'air', 'stack'])
export const isAir = (alarm: AlarmRow): boolean => AIR.has(alarm.station.kind)

export interface IncidentDraft {
  readonly kind: 'water' | 'air'
  readonly name: string
  /** The newest gas assessment made for the alarm, which comes along. */
  readonly assessment?: { readonly id: number; readonly number: string } | null
  readonly reach?: Reach
  readonly substance_name: string
  readonly amount: { readonly value: number; readonly unit: string } | null
  readonly passed_kg: number | null
  readonly started_at: string
  readonly description: string
  readonly evidence: readonly { readonly time: string; readonly value: number }[]
  readonly unit: string
}

/** What an alarm is about, once a factor, the gravest first: these can be drawn. */
export function drawable(signals: readonly AlarmSignal[]): readonly AlarmSignal[] {
  const seen = new Map<string, AlarmSignal>()
  for (const one of [...signals].sort((a, b) => b.tier - a.tier || Math.abs(b.times ?? 0) - Math.abs(a.times ?? 0))) {
    const key = `${one.device} ${one.code}`
    if (one.kind !== 'joint' && !seen.has(key)) seen.set(key, one)
  }
  return [...seen.values()]
}

const HOUR = 3_600_000
/** Six hours before an alarm to two after its last finding, never much beyond now. */
export function around(alarm: Pick<AlarmRow, 'began_at' | 'last_at'>, now: number): { from: number; to: number } {
  const begin = Date.parse(alarm.began_at)
  return { from: begin - 6 * HOUR, to: Math.max(begin + HOUR / 2, Math.min(now, Date.parse(alarm.last_at) + 2 * HOUR)) }
}
