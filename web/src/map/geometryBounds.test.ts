import { expect, test } from 'vitest'
import { boundsOf } from './geometryBounds'

test('a point has a neighbourhood, a line a margin, an empty shape no frame', () => {
  const [west, south, east, north] = boundsOf({ type: 'Point', coordinates: [106.5, 29.5] })!
  expect([west, east]).toEqual([106.5 - 0.04, 106.5 + 0.04])
  expect([south, north]).toEqual([29.5 - 0.04, 29.5 + 0.04])
  const frame = boundsOf({ type: 'LineString', coordinates: [[106, 29], [108, 30]] })!
  expect(frame[0]).toBeLessThan(106)
  expect(frame[3]).toBeGreaterThan(30)
  expect(boundsOf({ type: 'MultiPolygon', coordinates: [] })).toBeNull()
})
