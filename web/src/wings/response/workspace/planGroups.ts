/** Lines of a plan in order of deadline, those of one minute together. */
import type { PlanLine } from '../types'

export interface PlanRow {
  readonly line: PlanLine
  readonly section: string
}
export interface DeadlineGroup {
  readonly key: string
  readonly by: string | null
  /** Due when the plan was made: to be done now, not late from the first second. */
  readonly atOnce: boolean
  readonly rows: PlanRow[]
}

const MINUTE_MS = 60_000
const deadline = (line: PlanLine): number => (line.by ? Date.parse(line.by) : Infinity)

/** Lines without a deadline come last; a stable sort keeps the order of the sections else. */
export function byDeadline(rows: readonly PlanRow[]): PlanRow[] {
  // Infinity minus itself is not a number: equal deadlines are compared, not subtracted.
  return [...rows].sort((a, b) => {
    const [first, second] = [deadline(a.line), deadline(b.line)]
    return first === second ? 0 : first < second ? -1 : 1
  })
}

export function deadlinesOf(ordered: readonly PlanRow[], madeAt: string): DeadlineGroup[] {
  const groups: DeadlineGroup[] = []
  for (const row of ordered) {
    const at = deadline(row.line)
    const key = Number.isFinite(at) ? String(Math.floor(at / MINUTE_MS)) : ''
    const last = groups[groups.length - 1]
    if (last?.key === key) last.rows.push(row)
    else groups.push({ key, by: row.line.by, atOnce: at <= Date.parse(madeAt) + MINUTE_MS, rows: [row] })
  }
  return groups
}
