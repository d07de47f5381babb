import { expect, test } from 'vitest'
import { laterHours, pairs } from './compare'

test('what only one run has stands beside nothing', () => {
  const rows = pairs([{ id: 'a', n: 1 }, { id: 'b', n: 2 }], [{ id: 'b', n: 3 }, { id: 'c', n: 4 }], (row) => row.id)
  expect(rows.map((row) => [row.id, row.now?.n ?? null, row.then?.n ?? null])).toEqual([['a', 1, null], ['b', 2, 3], ['c', null, 4]])
})

test('an arrival that does not come is no time later', () => {
  expect(laterHours('2026-03-01T12:00:00+08:00', '2026-03-01T10:30:00+08:00')).toBe(1.5)
  expect(laterHours(null, '2026-03-01T10:30:00+08:00')).toBeNull()
})
