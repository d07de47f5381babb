import { describe, expect, it } from 'vitest'
import { ownWork } from './ownWork'

function counted() {
  let reloads = 0
  const work = ownWork(async () => {
    reloads += 1
  })
  return { work, reloads: () => reloads }
}

describe('ownWork', () => {
  it('asks once after a form with two steps, whatever news of them came meanwhile', async () => {
    const { work, reloads } = counted()
    await work.during(async () => {
      await work.during(async () => work.news())
      expect(reloads()).toBe(0)
      await work.during(async () => work.news())
      await work.news()
      expect(reloads()).toBe(0)
    })
    expect(reloads()).toBe(1)
  })

  it('looks at once at what others did', async () => {
    const { work, reloads } = counted()
    await work.news()
    expect(reloads()).toBe(1)
  })

  it('asks for nothing after work that was refused, unless others did something meanwhile', async () => {
    const { work, reloads } = counted()
    const refused = () => Promise.reject(new Error('refused'))
    await expect(work.during(refused)).rejects.toThrow('refused')
    expect(reloads()).toBe(0)
    await expect(work.during(async () => {
      await work.news()
      return refused()
    })).rejects.toThrow('refused')
    expect(reloads()).toBe(1)
    await work.news()
    expect(reloads()).toBe(2)
  })
})
