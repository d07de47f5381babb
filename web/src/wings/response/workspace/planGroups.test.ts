import { expect, test } from 'vitest'
import type { PlanLine } from '../types'
import { byDeadline, deadlinesOf } from './planGroups'

const row = (id: string, by: string | null) => ({ line: { id, by } as PlanLine, section: '' })

test('lines of one minute stand together, in order, those without a deadline last', () => {
  const groups = deadlinesOf(
    byDeadline([
      row('none', null),
      row('late', '2026-11-24T09:00:30+08:00'),
      row('now', '2026-11-24T07:47:05+08:00'),
      row('late too', '2026-11-24T09:00:10+08:00'),
    ]),
    '2026-11-24T07:47:05+08:00',
  )
  expect(groups.map((group) => group.rows.map(({ line }) => line.id))).toEqual([['now'], ['late too', 'late'], ['none']])
  expect(groups.map((group) => group.atOnce)).toEqual([true, false, false])
})
