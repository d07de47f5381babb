import { describe, expect, it } from 'vitest'
import { components, left, others } from './mixture'

describe('a mixed liquid', () => {
  it('is one liquid where nothing else is named', () => {
    expect(components('71-43-2', [])).toBeNull()
    expect(components('71-43-2', [{ substance: ' ', share: '' }])).toBeNull()
  })
  it('leaves the rest to its own substance and adds up to one', () => {
    const parts = [{ substance: '108-88-3', share: 30 }, { substance: '甲醇', share: 20 }]
    expect(left(parts)).toBe(50)
    expect(components('71-43-2', parts)).toEqual([
      { substance: '71-43-2', mole_fraction: 0.5 },
      { substance: '108-88-3', mole_fraction: 0.3 },
      { substance: '甲醇', mole_fraction: 0.2 },
    ])
    expect(others(components('71-43-2', parts))).toEqual(parts)
    expect(others(undefined)).toEqual([])
  })
  it('sends what makes no sense to the server, which says why', () => {
    expect(components('71-43-2', [{ substance: 'x', share: 130 }])![0]!.mole_fraction).toBeCloseTo(-0.3)
  })
})
