import { describe, expect, it } from 'vitest'
import { distanceM, formatChainage, formatLonLat, labelPoint, metresPerPixel, pathLengthM } from './geodesy'

describe('geodesy', () => {
  it('measures a degree of latitude', () => {
    expect(distanceM({ lon: 106, lat: 29 }, { lon: 106, lat: 30 })).toBeCloseTo(111_195, -1)
    expect(pathLengthM([{ lon: 106, lat: 29 }])).toBe(0)
  })

  it('knows how many metres a pixel is, which halves with each zoom', () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(78_271.5, 0)
    expect(metresPerPixel(29.5, 10)).toBeCloseTo(metresPerPixel(29.5, 9) / 2)
  })

  it('writes chainage as river people do, carrying over a full kilometre', () => {
    expect(formatChainage(654.3)).toBe('K654+300')
    expect(formatChainage(653.9996)).toBe('K654+000')
    expect(formatChainage(7.045)).toBe('K7+045')
  })

  it('names an area inside its largest part', () => {
    const square = (x: number, size: number): number[][] => [[x, 0], [x + size, 0], [x + size, size], [x, size], [x, 0]]
    const point = labelPoint({ type: 'MultiPolygon', coordinates: [[square(0, 1)], [square(10, 4)]] })
    expect(point.lon).toBeCloseTo(12)
    expect(point.lat).toBeCloseTo(2)
  })

  it('writes coordinates with their hemisphere', () => {
    expect(formatLonLat({ lon: 106.55, lat: 29.57 })).toBe('106.5500°E 29.5700°N')
  })
})
