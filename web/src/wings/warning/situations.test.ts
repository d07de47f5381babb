import { expect, it } from 'vitest'
import { factsOf, usualPeriod, type SituationWhole } from './situations'

it('offers the month and the quarter before, across the year', () => {
  expect(usualPeriod('monthly', '2026-11-26')).toEqual({ from: '2026-10-01', to: '2026-10-31' })
  expect(usualPeriod('monthly', '2026-01-05')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
  expect(usualPeriod('quarterly', '2026-11-26')).toEqual({ from: '2026-07-01', to: '2026-09-30' })
  expect(usualPeriod('quarterly', '2026-02-01')).toEqual({ from: '2025-10-01', to: '2025-12-31' })
  expect(usualPeriod('ice', '2026-01-05')).toEqual({ from: '2025-12-01', to: '2026-02-28' })
})
it('writes the kept facts of one district as the lines of a letter', () => {
  const row = (key: string, division: string, kept: boolean) => ({ key, text: key, division, division_name: null, source: '台账', link: '', at: null, kept })
  const whole = { sections: [{ rows: [row('甲', '500102', true), row('乙', '500101', true)] }, { rows: [row('丙', '500102', false), row('丁', '500102', true)] }] }
  expect(factsOf(whole as unknown as SituationWhole, '500102')).toBe('1. 甲（台账）\n2. 丁（台账）')
})
