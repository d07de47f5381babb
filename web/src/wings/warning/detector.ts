/** The trained detector of a device, as the server describes it. */

export interface DetectorSignal {
  readonly name: string
  readonly code: string
  readonly title: string
  readonly operational: boolean
}
export interface DetectorAnswer {
  readonly may_change: boolean
  readonly attached: {
    readonly file: string
    /** Why it cannot be followed any more. */
    readonly trouble: string | null
    readonly interval_s?: number
    readonly events_learnt?: number
    readonly trained?: { readonly rows: string; readonly first: string; readonly last: string }
    readonly signals: readonly DetectorSignal[]
    readonly tier: number
    readonly set_at: string
    readonly set_by: string | null
  } | null
}

/** Its signals by their names, those of operation marked. */
export function signalsText(signals: readonly DetectorSignal[], operational: string): string {
  return signals.map((one) => `${one.title || one.name} ${one.code}${one.operational ? ` (${operational})` : ''}`).join('、')
}
