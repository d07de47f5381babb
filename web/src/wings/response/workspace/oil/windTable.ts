/** A table of wind pasted from a spreadsheet: time, speed, direction; the server checks the cells. */
import type { WindRow } from './WindFields.vue'

const NUMBER = /^-?\d+(?:\.\d+)?$/
const TIME = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[T ](\d{1,2}):(\d{2})/

function local(text: string): string {
  const found = TIME.exec(text)
  if (!found) return text
  const [, year, month, day, hour, minute] = found
  const two = (digits: string | undefined): string => (digits ?? '').padStart(2, '0')
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`
}

/** Lines whose second cell is no number are headings. */
export function readWind(text: string): WindRow[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.split(/[\t,，;；]/).map((cell) => cell.trim()))
    .filter((cells) => NUMBER.test(cells[1] ?? ''))
    .map(([at = '', speed = '', direction = '']) => ({ at: local(at), speed: Number(speed), direction: NUMBER.test(direction) ? Number(direction) : '' }))
}
