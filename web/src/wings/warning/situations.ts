/** What the server says about situation analyses and tips. */
export interface Place {
  readonly code: string
  readonly name: string
}
export interface SituationRow {
  readonly id: number
  readonly version: number
  readonly state: 'draft' | 'submitted' | 'approved'
  readonly state_title: string
  readonly kind: string
  readonly kind_title: string
  readonly title: string
  readonly begins_on: string
  readonly ends_on: string
  readonly divisions: readonly Place[]
  readonly drafted_by: string
  readonly drafted_at: string
  readonly demo: boolean
}
export interface SituationFact {
  readonly key: string
  readonly text: string
  readonly division: string
  readonly division_name: string | null
  readonly source: string
  readonly link: string
  readonly at: string | null
  readonly kept: boolean
}
export interface SituationSection {
  readonly key: string
  readonly title: string
  readonly empty: string
  readonly hint: string | null
  readonly weight: boolean
  readonly count: number
  readonly rows: readonly SituationFact[]
  readonly comment: string
}
export interface Risky {
  readonly division: string
  readonly name: string
  readonly counts: Readonly<Record<string, number>>
  readonly total: number
}
export interface SituationWhole extends SituationRow {
  readonly computed_at: string
  readonly summary: string
  readonly judgement: string
  readonly measures: string
  readonly approved_by: string | null
  readonly approved_at: string | null
  readonly sections: readonly SituationSection[]
  readonly at_risk: readonly Risky[]
  readonly steps: readonly { readonly at: string; readonly who: string; readonly action: string; readonly action_title: string; readonly note: string }[]
  readonly may: readonly string[]
  readonly may_change: boolean
  readonly may_tip: boolean
}
export interface SituationChoices {
  readonly kinds: readonly { readonly value: string; readonly title: string }[]
  readonly divisions: readonly Place[]
  readonly tipped: readonly Place[]
}
export interface TipRow {
  readonly id: number
  readonly number: string
  readonly state: 'issued' | 'answered' | 'sent_back' | 'closed'
  readonly state_title: string
  readonly division: Place
  readonly headline: string
  readonly issued_at: string
  readonly due_at: string
  readonly closed_at: string | null
  readonly overdue: boolean
  readonly situation: { readonly id: number; readonly title: string } | null
  readonly demo: boolean
}
export interface TipWhole extends TipRow {
  readonly facts: string
  readonly asks: string
  readonly issued_by: string
  readonly receipts: {
    readonly told: number
    readonly sent: number
    readonly read: number
    readonly failed: number
    readonly people: readonly { readonly person: string; readonly organisation: string; readonly channel: string; readonly state: string; readonly problem: string; readonly read_at: string | null }[]
  }
  readonly steps: readonly { readonly at: string; readonly who: string; readonly action: string; readonly action_title: string; readonly text: string }[]
  readonly may: readonly string[]
}
/** What a tip begins with: the facts of one district that the analysis keeps. */
export interface TipSeed {
  readonly situation: number | null
  readonly division: string
  readonly headline: string
  readonly facts: string
}

/** The rows an analysis keeps of a district, as the lines of a letter. */
export function factsOf(situation: SituationWhole, division: string): string {
  return situation.sections
    .flatMap((section) => section.rows.filter((row) => row.kept && row.division === division))
    .map((row, index) => `${index + 1}. ${row.text}（${row.source}）`)
    .join('\n')
}

/** The usual period of a kind of analysis: the month or quarter before, or the season of this year. */
export function usualPeriod(kind: string, today: string): { from: string; to: string } {
  const [year, month] = today.split('-').map(Number) as [number, number]
  const day = (y: number, m: number, d: number): string => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10)
  if (kind === 'quarterly') {
    const first = Math.floor((month - 1) / 3) * 3 + 1
    return { from: day(year, first - 3, 1), to: day(year, first, 0) }
  }
  if (kind === 'flood') return { from: day(year, 5, 1), to: day(year, 9, 30) }
  if (kind === 'heat') return { from: day(year, 7, 1), to: day(year, 8, 31) }
  if (kind === 'ice') return { from: day(month < 6 ? year - 1 : year, 12, 1), to: day(month < 6 ? year : year + 1, 2, 28) }
  if (kind === 'sessions') return { from: day(year, 1, 1), to: day(year, 3, 15) }
  return { from: day(year, month - 1, 1), to: day(year, month, 0) }
}
