import { describe, expect, it } from 'vitest'
import { mercator } from './geodesy'
import { buildMesh, FLOATS_PER_VERTEX, frameAt, readingAt, type PlumeData } from './plume'

const eastward: PlumeData = {
  start: '2026-03-01T08:00:00+08:00',
  times_s: [0, 3600, 7200],
  positions: [0.25, 0.75],
  points: [106, 106.01, 106.02].map((lon, i) => ({
    lon,
    lat: 29.5,
    reach: 'R1',
    distance_m: i * 970,
    width_m: 400,
    chainage_km: 700 - i,
  })),
  values: [
    [[4, 2], [0, 0], [0, 0]],
    [[0, 0], [2, 1], [0, 0]],
    [[0, 0], [0, 0], [1, 1]],
  ],
  max_mg_l: 4,
  limit_mg_l: 0.5,
  limit_title: null,
}

describe('buildMesh', () => {
  it('puts the left bank to the north of a river that flows east', () => {
    const { vertices, origin } = buildMesh(eastward)
    const left = vertices.slice(0, FLOATS_PER_VERTEX)
    // Mercator y grows to the south; the drawing adds normal × half width on the side of -1.
    expect(left[5]).toBe(-1)
    expect(left[3]).toBeLessThan(0)
    expect(origin).toEqual(mercator(eastward.points[0]!))
  })

  it('lays values out by frame, position, point', () => {
    const { texture, textureWidth, textureHeight } = buildMesh(eastward)
    expect([textureWidth, textureHeight]).toEqual([3, 6])
    const at = (frame: number, position: number, point: number): number => texture[(frame * 2 + position) * 3 + point]!
    expect(at(0, 0, 0)).toBe(4)
    expect(at(0, 1, 0)).toBe(2)
    expect(at(1, 1, 1)).toBe(1)
    expect(at(2, 0, 2)).toBe(1)
  })

  it('does not bridge a gap between two pieces of the path', () => {
    const whole = buildMesh(eastward).indices.length
    const far = { ...eastward.points[2]!, lon: 107 }
    const broken = buildMesh({ ...eastward, points: [...eastward.points.slice(0, 2), far] })
    expect(whole).toBe(12)
    expect(broken.indices.length).toBe(6)
  })
})

describe('frameAt', () => {
  it('finds the two frames around a time and stays inside the ends', () => {
    expect(frameAt([0, 10, 20], 15)).toEqual({ before: 1, after: 2, mix: 0.5 })
    expect(frameAt([0, 10, 20], -5)).toEqual({ before: 0, after: 0, mix: 0 })
    expect(frameAt([0, 10, 20], 99)).toEqual({ before: 2, after: 2, mix: 0 })
    expect(frameAt([], 3)).toEqual({ before: 0, after: 0, mix: 0 })
  })
})

describe('readingAt', () => {
  it('reads the largest value across the nearest section, between frames', () => {
    const reading = readingAt(eastward, { lon: 106.0001, lat: 29.5 }, 1800)
    expect(reading?.point.chainage_km).toBe(700)
    expect(reading?.peakAcrossMgL).toBeCloseTo(2)
  })
})
