import { describe, expect, it } from 'vitest'
import { around, drawable, type AlarmSignal } from './alarms'

const signal = (code: string, kind: string, tier: number, times = 1): AlarmSignal => ({
  station: 1, device: 1, code, name: code, unit: 'mg/L', kind, kind_title: kind, tier, tier_title: '', say: '',
  since: '2026-11-26T08:00:00Z', at: '2026-11-26T08:00:00Z', back: false, times,
})

describe('alarms', () => {
  it('draws each factor once, the gravest first, and several signals together not at all', () => {
    const drawn = drawable([signal('a', 'joint', 1), signal('a', 'change', 2, 3), signal('b', 'exceedance', 3), signal('b', 'change', 2)])
    expect(drawn.map((one) => [one.code, one.kind])).toEqual([['b', 'exceedance'], ['a', 'change']])
  })
  it('shows six hours before and never much beyond now', () => {
    const began = Date.parse('2026-11-26T08:00:00Z')
    const { from, to } = around({ began_at: '2026-11-26T08:00:00Z', last_at: '2026-11-26T08:10:00Z' }, began + 60_000)
    expect(from).toBe(began - 6 * 3_600_000)
    expect(to).toBe(began + 30 * 60_000)
  })
})
