/** What the server says about duty, and the few things its pages share. */
export interface Desk {
  readonly id: number
  readonly name: string
  readonly short_name: string
  readonly tier: 'city' | 'sub_centre' | 'district'
  readonly division: string
}
export interface DeskRights extends Desk {
  readonly read: boolean
  readonly roster: boolean
  readonly work: boolean
  readonly call: boolean
}
export interface Desks {
  readonly own: number | null
  readonly rows: readonly DeskRights[]
}
export interface Officer {
  readonly id: number
  readonly name: string
}
export interface Shift {
  readonly id: number
  readonly version: number
  readonly begins_at: string
  readonly ends_at: string
  readonly duty_name: string
  readonly duty_phone: string
  readonly officers: readonly (Officer & { readonly active: boolean })[]
  readonly leader: Officer | null
  readonly leader_name: string
  readonly note: string
}
export interface RosterDay {
  readonly date: string
  readonly weekday: number
  readonly rest: boolean
  readonly holiday: string | null
}
export interface Roster {
  readonly organisation: Desk
  readonly month: string
  readonly days: readonly RosterDay[]
  readonly shifts: readonly Shift[]
  readonly findings: readonly { readonly kind: string; readonly text: string; readonly at: string }[]
  readonly people: readonly (Officer & { readonly username: string })[]
  readonly may_change: boolean
  readonly may_mark_days: boolean
}
export interface OpenGroup {
  readonly kind: string
  readonly title: string
  readonly count: number
  readonly rows: readonly { readonly title: string; readonly detail: string | null; readonly due_at: string | null; readonly link: string }[]
}
export interface HandoverRow {
  readonly id: number
  readonly organisation: Desk
  readonly outgoing: string
  readonly expected: string
  readonly written_at: string
  readonly shift: { readonly begins_at: string; readonly ends_at: string } | null
  readonly state: 'waiting' | 'accepted' | 'superseded'
  readonly open: number
  readonly acceptance: { readonly incoming: string; readonly at: string; readonly remark: string } | null
}
export interface HandoverWhole extends HandoverRow {
  readonly notes: string
  readonly items: readonly OpenGroup[]
  readonly may_accept: boolean
  readonly own: boolean
  readonly demo: boolean
}
export interface OpenNow {
  readonly items: readonly OpenGroup[]
  readonly organisation: Desk | null
  readonly outgoing: string | null
  readonly expected: string | null
  readonly expected_at: string | null
  readonly at: string
}
export interface Entry {
  readonly id: number
  readonly organisation: Desk
  readonly kind: string
  readonly kind_title: string
  readonly happened_at: string
  readonly source: string
  readonly phone: string
  readonly text: string
  readonly who: string
  readonly written_at: string
  readonly reason: string
}
export interface EntryRow extends Entry {
  readonly before: readonly Entry[]
}
export interface Choice {
  readonly value: string
  readonly title: string
}
export type Presence = 'waiting' | 'present' | 'late' | 'absent'
export interface CallRow {
  readonly id: number
  readonly organisation: Desk
  readonly title: string
  readonly held_at: string
  readonly host: string
  readonly closed_at: string | null
  readonly note: string
  readonly called: number
  readonly present: number
  readonly late: number
  readonly absent: number
  readonly waiting: number
}
export interface CallWhole extends Omit<CallRow, 'called' | Presence> {
  readonly may_mark: boolean
  readonly attendance: readonly {
    readonly organisation: Desk
    readonly state: Presence
    readonly state_title: string
    readonly reason: string
    readonly version: number
    readonly at: string | null
    readonly by: string
  }[]
}
export interface Rate {
  readonly organisation: Desk
  readonly called: number
  readonly came: number
  readonly late: number
  readonly rate: number
  readonly marks: readonly { readonly state: Presence; readonly held_at: string }[]
}
export interface Calls {
  readonly rows: readonly CallRow[]
  readonly next: { readonly at: string; readonly last: string | null; readonly overdue: boolean } | null
  readonly rates: readonly Rate[]
}
export interface MeetingRow {
  readonly id: number
  readonly version: number
  readonly organisation: Desk
  readonly kind: string
  readonly kind_title: string
  readonly title: string
  readonly held_at: string
  readonly minuted: boolean
  readonly items: number
  readonly open: number
  readonly overdue: number
}
export interface MeetingItem {
  readonly id: number
  readonly version: number
  readonly text: string
  readonly responsible: Desk
  readonly due_on: string
  readonly due_at: string
  readonly state: 'open' | 'closed'
  readonly overdue: boolean
  readonly note: string
  readonly closed_at: string | null
  readonly closed_by: string
  readonly may_close: boolean
  readonly may_reopen: boolean
}
export interface MeetingWhole extends Omit<MeetingRow, 'items' | 'open' | 'overdue'> {
  readonly agenda: string
  readonly minutes: string
  readonly participants: readonly Desk[]
  readonly may_change: boolean
  readonly items: readonly MeetingItem[]
}

const BEIJING_MS = 8 * 3_600_000
/** A moment as a `datetime-local` field holds it, in the city's time. */
export const asInput = (at: string | number): string => new Date(new Date(at).getTime() + BEIJING_MS).toISOString().slice(0, 16)
/** And back, with its offset; an empty field stays empty for the server to name. */
export const fromInput = (written: string): string | null => (written ? `${written}:00+08:00` : null)
/** The city's date, `days` from now. */
export const dateFromNow = (days = 0): string => new Date(Date.now() + BEIJING_MS + days * 86_400_000).toISOString().slice(0, 10)
/** Another month, written YYYY-MM. */
export function otherMonth(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const at = new Date(Date.UTC(year, number - 1 + by, 1))
  return at.toISOString().slice(0, 7)
}
/** The Monday on or before a date. */
export function mondayOf(date: string): string {
  const at = new Date(`${date}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}
/** A date some days on. */
export function daysOn(date: string, days: number): string {
  return new Date(new Date(`${date}T00:00:00Z`).getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
