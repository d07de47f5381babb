import { describe, expect, it } from 'vitest'
import { CLASSES, classOf, scaleFor } from './ramp'

/** Relative luminance of sRGB. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const part = parseInt(hex.slice(i, i + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

describe('the ramp', () => {
  it('gets darker on light ground and lighter on dark ground at every step', () => {
    for (let i = 1; i < CLASSES.length; i += 1) {
      expect(luminance(CLASSES[i]!.light)).toBeLessThan(luminance(CLASSES[i - 1]!.light))
      expect(luminance(CLASSES[i]!.dark)).toBeGreaterThan(luminance(CLASSES[i - 1]!.dark))
    }
  })

  it('is relative to the limit, and draws nothing below a hundredth of it', () => {
    const scale = scaleFor(0.01, 5)!
    expect(scale.kind).toBe('limit')
    expect(classOf(scale, 0.00009)).toBe(-1)
    expect(scale.classes[classOf(scale, 0.0101)]!.from).toBe(1)
    expect(scale.classes[classOf(scale, 0.0099)]!.from).toBeLessThan(1)
  })

  it('falls back to the peak, and to nothing when there is nothing', () => {
    const scale = scaleFor(null, 2)!
    expect(scale.kind).toBe('peak')
    expect(classOf(scale, 2)).toBe(scale.classes.length - 1)
    expect(classOf(scale, 2 * 0.00009)).toBe(-1)
    expect(classOf(scale, 2 * 0.00011)).toBe(0)
    expect(scaleFor(null, 0)).toBeNull()
  })
})
