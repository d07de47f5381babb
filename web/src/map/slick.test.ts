import { describe, expect, it } from 'vitest'
import { slickFrame } from './slick'

const frame = { lon: [], lat: [], kg: [], stranded: [] }
const slick = { start: '', times_s: [0, 100, 300], frames: [frame, frame, frame] }

describe('slickFrame', () => {
  it('takes the nearest frame and stays at the last', () => {
    expect(slickFrame(slick, 0)).toBe(0)
    expect(slickFrame(slick, 60)).toBe(1)
    expect(slickFrame(slick, 190)).toBe(1)
    expect(slickFrame(slick, 9000)).toBe(2)
  })
  it('shows nothing before the spill', () => {
    expect(slickFrame(slick, -1)).toBe(-1)
  })
})
