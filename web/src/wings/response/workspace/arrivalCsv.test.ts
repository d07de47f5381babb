import { describe, expect, it } from 'vitest'
import { useResponseTexts } from '@/texts/response'
import type { Receptor } from '../types'
import { arrivalCsv } from './arrivalCsv'

const never = { p05: null, p50: null, p95: null }
const receptor = (name: string): Receptor => ({
  id: '1', register: 'receptors', row_id: '1', name, kind: 'intake', kind_title: '取水口', bank: 'left', river: '长江',
  district: '江津区', distance_km: 12.5, limit: null, arrival: { p05: 'a', p50: 'b', p95: 'c' }, peak_time: never,
  peak_mg_l: { p05: 0.1, p50: 0.2, p95: 0.3 }, times_limit: null, above_from: null, above_until: null,
  duration_above_s: null, probability_above: null, point: null, status: 'verified', demo: true,
})

describe('arrivalCsv', () => {
  const lines = (name: string): string[] => arrivalCsv([receptor(name)], useResponseTexts()).split('\r\n')

  it('has as many cells in a row as in the head, and the mark that spreadsheets want', () => {
    const [head = '', row = ''] = lines('大江水厂')
    expect(head.startsWith('\uFEFF')).toBe(true)
    expect(row.split(',')).toHaveLength(head.split(',').length)
  })

  it('quotes what would break a cell and disarms what would run', () => {
    expect(lines('甲,"乙"')[1]).toContain('"甲,""乙"""')
    expect(lines('=1+1')[1]?.startsWith("'=1+1")).toBe(true)
  })
})
