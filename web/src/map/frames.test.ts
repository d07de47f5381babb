import { describe, expect, it } from 'vitest'
import { frameAt, secondsAt } from './frames'

const TIMES = [0, 60, 180, 600]

describe('frames', () => {
  it('goes both ways between unevenly spaced frames', () => {
    expect(frameAt(TIMES, 120)).toBe(1.5)
    expect(secondsAt(TIMES, 1.5)).toBe(120)
    for (const seconds of [0, 30, 60, 400, 600]) expect(secondsAt(TIMES, frameAt(TIMES, seconds))).toBeCloseTo(seconds, 9)
  })
  it('stays inside', () => {
    expect(frameAt(TIMES, -5)).toBe(0)
    expect(frameAt(TIMES, 9999)).toBe(3)
    expect(secondsAt(TIMES, 9)).toBe(600)
    expect(secondsAt([], 1)).toBe(0)
    expect(frameAt([0], 10)).toBe(0)
  })
})
