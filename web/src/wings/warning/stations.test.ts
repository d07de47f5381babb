import { describe, expect, it } from 'vitest'
import { bounds, chosen, moved, shiftOf } from './stations'
import type { StationRow, StationState, Value } from './types'

const value = (over: Value['over']): Value => ({
  code: 'w21003', name: '氨氮', unit: 'mg/L', limit_low: null, limit_high: 1, item: 'w21003-Rtd', value: 2, flag: 'N', flag_title: '正常', over,
})
const station = (code: string, state: StationState, over: Value['over'] = null): StationRow => ({
  id: 1, code, name: `寸滩 ${code}`, kind_title: '地表水自动站', river: '长江', region_name: '江北区', state, devices: 1, heard_at: null, values: [value(over)], changes: [],
})

describe('the list of stations', () => {
  const rows = [station('A', 'online'), station('B', 'silent'), station('C', 'online', 'high'), station('D', 'maintenance'), station('E', 'stale')]
  it('puts what needs somebody first', () => {
    expect(chosen(rows, '', '').map((row) => row.code)).toEqual(['C', 'B', 'E', 'D', 'A'])
  })
  it('finds every word wherever it stands, and one state alone', () => {
    expect(chosen(rows, '长江 b', '').map((row) => row.code)).toEqual(['B'])
    expect(chosen(rows, '', 'online').map((row) => row.code)).toEqual(['C', 'A'])
    expect(chosen(rows, '嘉陵江', '')).toEqual([])
    expect(chosen(rows, '', 'exceeding').map((row) => row.code)).toEqual(['C'])
    const change = { code: 'w21003', name: '氨氮', at: '2026-11-26T08:00:00Z', tier: 2, tier_title: '预警', text: '…' } as const
    const changing = { ...station('F', 'online'), changes: [change] }
    expect(chosen([...rows, changing], '', 'jumping').map((row) => row.code)).toEqual(['F'])
  })
})

describe('the period of a chart', () => {
  it('ends with the minute, so that a second look asks the same', () => {
    const a = bounds('day', Date.parse('2026-11-26T08:00:01Z'))
    expect(a).toEqual(bounds('day', Date.parse('2026-11-26T08:00:59Z')))
    expect(Date.parse(a.to) - Date.parse(a.from)).toBe(24 * 3_600_000)
  })
})

describe('neighbours on the river', () => {
  it('are moved so that one abscissa is one parcel of water', () => {
    const above = { side: 'above', travel_s: [1800, 3600, 5400] } as const
    // what passed above at 08:00 is here at 09:00
    expect(moved({ from: '2026-11-26T08:00:00Z', to: '2026-11-26T10:00:00Z' }, shiftOf(above))).toEqual({
      from: '2026-11-26T09:00:00.000Z', to: '2026-11-26T11:00:00.000Z',
    })
    expect(shiftOf({ ...above, side: 'below' })).toBe(-3_600_000)
  })
})
