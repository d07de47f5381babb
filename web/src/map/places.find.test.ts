import { describe, expect, it } from 'vitest'
import type { get as Get } from '@/api/client'
import { findPlaces } from './places'

const point = (id: number, title: string): object => ({ type: 'Feature', geometry: { type: 'Point', coordinates: [106.5, 29.5] }, properties: { id, title } })

describe('places found by their name', () => {
  it('asks each register once for several letters, and one that may not be seen hides nothing', async () => {
    let asked = 0
    const get = (async (path: string) => {
      asked += 1
      if (path.includes('closed')) throw new Error('403')
      return { features: [point(1, '寸滩水厂'), point(2, '鱼嘴')] }
    }) as typeof Get
    const found = await findPlaces('寸滩', get, ['open-once', 'closed'])
    expect(found.map(({ title, register, row }) => [title, register, row])).toEqual([['寸滩水厂', 'open-once', '1']])
    await findPlaces('鱼嘴', get, ['open-once'])
    expect(asked).toBe(2)
  })

  it('says that it could not look, not that there is nothing', async () => {
    const get = (() => Promise.reject(new Error('offline'))) as unknown as typeof Get
    await expect(findPlaces('寸滩', get, ['a', 'b'])).rejects.toThrow()
  })
})
