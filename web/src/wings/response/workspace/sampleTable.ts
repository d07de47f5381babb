/** A table pasted from a spreadsheet, or a CSV file, as rows of samples; the server checks the cells. */
import type { SampleRow } from '../types'

/** A row that names its columns instead of a sample. */
const HEADING = /断面|采样|section|time|浓度/i

function cells(line: string): string[] {
  if (line.includes('\t')) return line.split('\t')
  // RFC 4180: a quoted cell may hold commas and doubled quotes
  const found: string[] = []
  const cell = /("(?:[^"]|"")*"|[^,，;]*)(?:[,，;]|$)/y
  while (cell.lastIndex < line.length) {
    const match = cell.exec(line)
    if (!match) break
    found.push(match[1]!.startsWith('"') ? match[1]!.slice(1, -1).replaceAll('""', '"') : match[1]!)
  }
  return found
}

export function readTable(text: string): SampleRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() !== '')
  const rows = lines.map((line) => cells(line).map((cell) => cell.trim()))
  const first = rows[0]
  const body = first && HEADING.test(first[1] ?? '') ? rows.slice(1) : rows
  return body.map(([place = '', time = '', value = '', limit = '']) => ({ place, time, value, detection_limit: limit }))
}
