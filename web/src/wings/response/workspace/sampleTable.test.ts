import { describe, expect, it } from 'vitest'
import { readTable } from './sampleTable'

describe('a pasted table of samples', () => {
  it('reads what a spreadsheet copies and leaves its heading out', () => {
    const text = '断面\t采样时间\t浓度\t检出限\r\n寸滩\t2026-03-01 08:30\t0.12\t0.002\r\n清溪场\t2026-03-01 09:00\t未检出\t0.002\r\n'
    expect(readTable(text)).toEqual([
      { place: '寸滩', time: '2026-03-01 08:30', value: '0.12', detection_limit: '0.002' },
      { place: '清溪场', time: '2026-03-01 09:00', value: '未检出', detection_limit: '0.002' },
    ])
  })
  it('reads CSV with quotes and a mark at its start, and short rows', () => {
    expect(readTable('\uFEFF"甲,乙 ""左岸""",2026-03-01 08:30,<0.002')).toEqual([
      { place: '甲,乙 "左岸"', time: '2026-03-01 08:30', value: '<0.002', detection_limit: '' },
    ])
  })
  it('finds nothing in nothing', () => {
    expect(readTable(' \n\n')).toEqual([])
  })
})
