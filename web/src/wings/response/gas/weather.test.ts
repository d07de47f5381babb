import { describe, expect, it } from 'vitest'
import { BEAUFORT, windName, WINDS } from './weather'

describe('winds', () => {
  it('names the sixteen winds and takes 360 as north', () => {
    expect(windName(0, 'zh')).toBe('北')
    expect(windName(360, 'zh')).toBe('北')
    expect(windName(-22.5, 'en')).toBe('NNW')
    expect(windName(348.8, 'en')).toBe('N')
    expect(new Set(WINDS.map((wind) => wind.zh)).size).toBe(16)
  })
  it('has forces that grow', () => {
    for (let i = 1; i < BEAUFORT.length; i += 1) expect(BEAUFORT[i]!.speed).toBeGreaterThan(BEAUFORT[i - 1]!.speed)
  })
})
