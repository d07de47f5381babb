/** What the server says about warnings. */
export interface WarningPublic {
  readonly level: 1 | 2 | 3 | 4
  readonly title: string
  readonly event: string
  readonly headline: string
  readonly description: string
  readonly instruction: string
  readonly divisions: readonly { readonly code: string; readonly name: string }[]
  readonly expires_at: string
  readonly published_at: string | null
  readonly lifted_at: string | null
  readonly drill: boolean
}

export interface WarningRow extends WarningPublic {
  readonly id: number
  readonly version: number
  readonly state: 'draft' | 'submitted' | 'approved' | 'published' | 'lifted'
  readonly state_title: string
  readonly drafted_by: string
  readonly drafted_at: string
}

export interface WarningWhole extends WarningRow {
  readonly about: string
  readonly steps: readonly {
    readonly id: number
    readonly at: string
    readonly who: string
    readonly action: string
    readonly action_title: string
    readonly level: number
    readonly note: string
    readonly identifier: string
  }[]
  readonly receipts: {
    readonly told: number
    readonly sent: number
    readonly read: number
    readonly failed: number
    readonly missed: readonly { readonly id: number; readonly person: string; readonly organisation: string; readonly channel: string; readonly problem: string }[]
  }
  readonly may: readonly string[]
  readonly may_change: boolean
}
