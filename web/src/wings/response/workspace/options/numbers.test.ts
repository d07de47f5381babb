import { describe, expect, it } from 'vitest'
import { filling, hours, passage, toLimit, volume } from './numbers'
import type { Option } from './types'

const measure = (fills: number, m3: number) => ({
  number: 0, kind: 'dam' as const, fills, reagent_kg: null,
  volume_m3: { p05: m3, p50: m3, p95: m3 }, full_at: { p05: null, p50: `at ${fills}`, p95: null },
})
const option = (measures: unknown[]) => ({ effect: { receptors: [], warnings: [], measures } }) as unknown as Option

describe('numbers of an option', () => {
  it('says hours with their sign, and a dash where there are none', () => {
    expect(hours(9000)).toBe('+2.5')
    expect(hours(-5400)).toBe('−1.5')
    expect(hours(60)).toBe('0.0')
    expect(hours(null)).toBe('—')
  })
  it('says a peak in units of the limit where there is one', () => {
    expect(toLimit(3, 0.5)).toBe(6)
    expect(toLimit(3, null)).toBe(3)
    expect(toLimit(0, 0.5)).toBe(0)
    expect(toLimit(null, 0.5)).toBeNull()
    expect(toLimit(undefined, 0.5)).toBeNull()
  })
  it('adds up water, and knows the space that fills first', () => {
    const both = option([measure(0.2, 100), measure(0.9, 50)])
    expect(volume(both)).toBe(150)
    expect(filling(both)).toEqual({ chance: 0.9, at: 'at 0.9' })
    expect(volume(option([]))).toBeNull()
    expect(filling(option([]))).toBeNull()
  })
  it('finds when the plume passes a point', () => {
    const values = [0, 0, 5, 10, 1, 0.1, 0].map((v) => [[v]])
    expect(passage([0, 1, 2, 3, 4, 5, 6], values, 0)).toEqual([1, 5])
    expect(passage([0, 1], [[[0]], [[0]]], 0)).toBeNull()
  })
})
