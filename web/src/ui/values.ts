/** What a value of a register looks like on screen, and whether what was typed can be one. */
import type { Problem } from '@/api/errors'
import type { Column, RegisterRow, Values } from '@/api/types'
import { useUiTexts } from '@/texts/ui'
import { exactNumber, unitText } from './number'
import { fullTime } from './time'

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)

/** The server's own words when it sent them; otherwise the value by its kind. */
export function showValue(column: Column, value: unknown, display?: string): string {
  const t = useUiTexts()
  if (isEmpty(value)) return t.none
  if (display) return display
  if (typeof value === 'boolean') return value ? t.yes : t.no
  if (column.kind === 'choice') return column.choices?.find((choice) => choice.value === value)?.title ?? String(value)
  if (typeof value === 'number') return exactNumber(value)
  if (column.kind === 'datetime' && typeof value === 'string') return fullTime(value)
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join('、')
  if (typeof value === 'object') return JSON.stringify(value)
  return (column.name === 'unit' && unitText(String(value))) || String(value)
}

export const showCell = (column: Column, row: RegisterRow): string =>
  showValue(column, row.values[column.name], row.display?.[column.name])

export const isNumeric = (column: Column): boolean => column.kind === 'number' || column.kind === 'integer'

/** What can be said before asking the server; the server has the last word. */
export function problemsOfValues(columns: readonly Column[], values: Readonly<Values>): Problem[] {
  const t = useUiTexts()
  const problems: Problem[] = []
  const say = (column: Column, message: string): number => problems.push({ field: column.name, message })
  for (const column of columns) {
    if (column.read_only) continue
    const value = values[column.name]
    if (isEmpty(value)) {
      if (column.required) say(column, t.mustFill(column.title))
    } else if (isNumeric(column)) {
      const unit = column.unit ? ` ${unitText(column.unit)}` : ''
      if (typeof value !== 'number' || !Number.isFinite(value)) say(column, t.mustNumber(column.title))
      else if (column.kind === 'integer' && !Number.isInteger(value)) say(column, t.mustInteger(column.title))
      else if (typeof column.min === 'number' && value < column.min) say(column, t.mustAtLeast(column.title, exactNumber(column.min) + unit))
      else if (typeof column.max === 'number' && value > column.max) say(column, t.mustAtMost(column.title, exactNumber(column.max) + unit))
    }
  }
  return problems
}

/** Text of a number field: what is not a number stays text, so that the person can correct it. */
export function readNumber(text: string): number | string | null {
  const plain = text.trim().replaceAll(',', '').replaceAll('，', '')
  if (plain === '') return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : text
}
