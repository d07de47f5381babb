/** Answers of the server that the shell reads, by hand until `npm run api` writes schema.d.ts. */

export interface User {
  readonly id: number | string
  readonly username: string
  readonly name: string
  readonly role: string
  readonly role_title: string
  readonly organisation: { readonly id: number | string; readonly name: string; readonly tier: string } | null
  readonly region: { readonly code: string; readonly name: string } | null
  readonly rights: readonly string[]
}

export interface SessionAnswer {
  readonly user: User
  readonly language: 'zh' | 'en'
}

export type PartState = 'up' | 'down' | 'unknown' | 'off'
export interface SystemPart {
  readonly name: string
  readonly title: string
  readonly state: PartState
  readonly detail: string | null
  readonly since: string | null
}
export type DemoAccounts = readonly {
  readonly username: string
  readonly password?: string
  readonly title?: string
  readonly role_title?: string
  readonly name?: string
}[]
export interface SystemAnswer {
  readonly version: string
  readonly demo: boolean
  readonly time: string
  readonly parts: readonly SystemPart[]
}

export interface Band {
  readonly p05: string | number | null
  readonly p50: string | number | null
  readonly p95: string | number | null
}

export interface Grade {
  readonly level: number
  readonly title: string
  readonly colour?: string
}

export interface IncidentRow {
  readonly id: string
  readonly point?: { readonly lon: number; readonly lat: number } | null
  readonly number: string
  readonly kind?: 'water' | 'air'
  readonly name: string
  readonly state: string
  readonly grade: Grade | null
  readonly started_at: string
  readonly opened_at: string
  readonly location_label: string
  readonly substance_name: string
  readonly amount_label: string
  readonly next_deadline: { readonly title: string; readonly at: string } | null
  readonly front: {
    readonly receptor: string
    readonly title: string
    readonly arrival: { readonly p05: string | null; readonly p50: string | null; readonly p95: string | null }
  } | null
  readonly drill: boolean
  readonly demo?: boolean
}

export interface DoNowRow {
  readonly kind: string
  readonly title: string
  readonly incident: { readonly id: string; readonly number: string; readonly name: string; readonly drill: boolean } | null
  readonly at: string
  readonly left_s: number
}

export interface DutyAnswer {
  readonly duty: { readonly name: string } | null
  readonly leader: { readonly name: string } | null
  readonly until: string | null
}

export interface DeskAnswer {
  readonly do_now: readonly DoNowRow[]
  readonly incidents: readonly IncidentRow[]
  readonly alarms: readonly { readonly id: number; readonly title: string; readonly why?: string; readonly at?: string }[]
  readonly stations: { readonly total: number; readonly online: number; readonly silent: number; readonly service: number } | null
  readonly duty: DutyAnswer | null
  readonly system?: { readonly parts: readonly SystemPart[] } | null
}

export interface RegisterRights {
  readonly list: boolean
  readonly create: boolean
  readonly change: boolean
  readonly delete: boolean
  readonly import: boolean
  readonly export: boolean
}
export type GeometryKind = 'point' | 'line' | 'polygon' | null
export interface RegisterSummary {
  readonly name: string
  readonly title: string
  readonly title_en: string
  readonly wing: string
  readonly group: string
  readonly geometry: GeometryKind
  readonly count: number
  readonly rights: RegisterRights
}

export type ColumnKind =
  | 'text'
  | 'number'
  | 'integer'
  | 'choice'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'list'
export interface Choice {
  readonly value: string | number | boolean
  readonly title: string
}
export interface Column {
  readonly name: string
  readonly title: string
  readonly kind: ColumnKind
  readonly unit?: string | null
  readonly choices?: readonly Choice[] | null
  /** Name of the register whose rows are the choices. */
  readonly reference?: string | null
  readonly sortable?: boolean
  readonly width?: number | null
  readonly in_list?: boolean
  readonly required?: boolean
  readonly read_only?: boolean
  readonly help?: string | null
  readonly min?: number | null
  readonly max?: number | null
}
export interface FieldGroup {
  readonly title: string
  readonly fields: readonly string[]
}
export interface FilterSpec {
  readonly name: string
  readonly title: string
  readonly kind: ColumnKind
  readonly choices?: readonly Choice[] | null
  readonly reference?: string | null
}
export interface RegisterSpec {
  readonly name: string
  readonly title: string
  readonly description?: string
  readonly geometry: GeometryKind
  readonly key?: readonly string[]
  readonly columns: readonly Column[]
  readonly filters: readonly FilterSpec[]
  readonly groups: readonly FieldGroup[]
  readonly default_order?: string | null
  readonly search_fields_title?: string | null
  readonly rights: RegisterRights
}
export type Values = Record<string, unknown>
export interface RegisterRow {
  readonly id: number | string
  readonly title: string
  readonly values: Readonly<Values>
  readonly display?: Readonly<Record<string, string>>
  readonly status?: string | null
  readonly source?: string | null
  readonly demo?: boolean
  readonly version: number
}
export interface RegisterRowDetail extends RegisterRow {
  readonly geometry: GeoJSON.Geometry | null
  readonly rights?: Partial<RegisterRights>
  readonly related?: readonly {
    readonly register: string
    readonly title: string
    readonly count: number
    readonly filter: string | Readonly<Record<string, string>>
  }[]
}
export interface RowsPage {
  readonly total: number
  readonly page: number
  readonly rows: readonly RegisterRow[]
}
export interface HistoryRow {
  readonly version: number
  readonly at: string
  readonly who: string
  readonly action: string
  readonly action_title?: string
  readonly changes: readonly {
    readonly field: string
    readonly title: string
    readonly old: unknown
    readonly new: unknown
  }[]
}
export interface ImportAnswer {
  readonly rows_read: number
  readonly creates: number
  readonly updates: number
  readonly errors: readonly {
    readonly row: number
    readonly column: string | null
    readonly value: unknown
    readonly message: string
  }[]
  readonly preview: readonly ImportPreviewRow[]
}
export interface ImportPreviewRow {
  readonly row: number
  readonly action: 'create' | 'update' | 'same' | 'error' | string
  /** By heading, as in the file. */
  readonly cells: Readonly<Record<string, { readonly value: unknown; readonly error: string | null }>>
}

export interface AuditRow {
  readonly id: number
  readonly at: string
  readonly who: string
  readonly organisation?: string | null
  readonly action: string
  readonly object: string
  readonly object_title?: string | null
  /** A sentence, or the facts of the entry by name. */
  readonly text?: string | Readonly<Values> | null
  readonly digest?: string | null
}

export interface SubstanceRow {
  readonly key: string
  readonly cas: string | null
  readonly name_zh: string
  readonly name_en: string
  readonly un: string | null
  readonly hazards: readonly string[]
  readonly status?: string
}
