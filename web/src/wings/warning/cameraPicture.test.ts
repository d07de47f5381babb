import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { phaseOf, useCameraPicture, type CameraPicture, type WatchAnswer } from './cameraPicture'

const ANSWER: WatchAnswer = { camera: 7, state: 'connecting', sentence: '', token: 'T', playlist: '', time_ms: Date.now() }

let scope: EffectScope
let asked: string[]
let answers: (readonly [number, Partial<WatchAnswer> | { message: string }])[]

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  asked = []
  vi.stubGlobal('fetch', vi.fn(async (url: string, request: RequestInit) => {
    asked.push(`${request.method} ${url.replace('/api/v1', '')}`)
    const [status, body] = answers.length > 1 ? answers.shift()! : answers[0]!
    return new Response(JSON.stringify(status === 200 ? { ...ANSWER, ...body } : body), { status, headers: { 'content-type': 'application/json' } })
  }))
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function watch(): CameraPicture {
  return scope.run(() => useCameraPicture(() => 7, () => null))!
}

describe('a picture', () => {
  it('is live only when it moves in the browser', () => {
    const live = { ...ANSWER, state: 'live' as const }
    expect(phaseOf(live, false)).toBe('connecting')
    expect(phaseOf(live, true)).toBe('live')
    expect(phaseOf({ ...ANSWER, state: 'lost' }, true)).toBe('lost')
  })

  it('is asked for once, then asked about under its token', async () => {
    answers = [[200, {}], [200, {}], [200, { state: 'lost', sentence: '画面中断' }]]
    const picture = watch()
    await picture.start()
    expect(picture.phase).toBe('connecting')
    await vi.advanceTimersByTimeAsync(1_500)
    expect(asked).toEqual(['POST /cameras/7/watch', 'GET /cameras/7/live/T', 'GET /cameras/7/live/T'])
    expect([picture.phase, picture.sentence]).toEqual(['lost', '画面中断'])
  })

  it.each(['missing', 'refused', 'busy'] as const)('that is %s is not asked for again by itself', async (state) => {
    answers = [[200, { state, sentence: '为什么' }]]
    const picture = watch()
    await picture.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(1)
    expect([picture.phase, picture.sentence]).toEqual([state, '为什么'])
  })

  it('whose token is over is begun anew', async () => {
    answers = [[200, { state: 'lost' }], [404, { message: '没有' }], [200, { token: 'NEW', state: 'busy' }]]
    const picture = watch()
    await picture.start()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(asked.map((one) => one.split(' ')[0])).toEqual(['POST', 'GET', 'POST'])
    expect(picture.phase).toBe('busy')
  })

  it('that one may not see is not asked for again', async () => {
    answers = [[403, { message: '无权' }]]
    const picture = watch()
    await picture.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toHaveLength(1)
    expect(picture.phase).toBe('forbidden')
  })

  it('closed is not asked about any more, nor shown by a late answer', async () => {
    answers = [[200, {}]]
    const picture = watch()
    const starting = picture.start()
    picture.stop()
    await starting
    await vi.advanceTimersByTimeAsync(10_000)
    expect(picture.phase).toBe('closed')
    expect(asked).toHaveLength(1)
  })
})
