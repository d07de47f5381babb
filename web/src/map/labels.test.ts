import { expect, it } from 'vitest'
import { labelLines } from './labels'

it('gives each of several names at one place its own line, and leaves the far ones beside their marks', () => {
  const here = { lon: 106.586, lat: 29.566 }
  expect(labelLines([here, { lon: 109, lat: 30.5 }, here, null, here])).toEqual([0, 0, 1, 0, 2])
})

it('does not put a name upon that of a mark just below', () => {
  expect(labelLines([{ lon: 106.6, lat: 29.42 }, { lon: 106.6, lat: 29.56 }, { lon: 106.6, lat: 29.56 }])).toEqual([0, 0, 2])
})
