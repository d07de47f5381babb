/** The arrival table as a file that spreadsheet programs in Chinese open without asking. */
import type { Receptor } from '../types'
import type { ResponseTexts } from '@/texts/response'
import { csvText } from '@/ui/file'

export function arrivalCsv(rows: readonly Receptor[], t: ResponseTexts): string {
  const head = [
    t.receptor, t.kind, t.river, t.district, t.bankTitle, `${t.distance} km`,
    `${t.arrival} p05`, `${t.arrival} p50`, `${t.arrival} p95`,
    `${t.peakTime} p50`, `${t.peak} mg/L p05`, `${t.peak} mg/L p50`, `${t.peak} mg/L p95`,
    `${t.limit} mg/L`, t.limitSource, `${t.peakToLimit} p05`, `${t.peakToLimit} p50`, `${t.peakToLimit} p95`,
    `${t.aboveFrom} p50`, `${t.aboveUntil} p50`, t.probability,
  ]
  const lines = rows.map((row) => [
    row.name, row.kind_title, row.river, row.district, row.bank ? t.bank[row.bank] : '', row.distance_km,
    row.arrival.p05, row.arrival.p50, row.arrival.p95,
    row.peak_time.p50, row.peak_mg_l.p05, row.peak_mg_l.p50, row.peak_mg_l.p95,
    row.limit?.value_mg_l, row.limit ? `${row.limit.standard} ${row.limit.clause}` : '',
    row.times_limit?.p05, row.times_limit?.p50, row.times_limit?.p95,
    row.above_from?.p50, row.above_until?.p50, row.probability_above,
  ])
  return csvText(head, lines)
}
