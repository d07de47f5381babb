import { afterEach, describe, expect, it, vi } from 'vitest'
import * as live from '@/api/live'
import { parseEvents } from '@/api/live'

describe('server-sent events', () => {
  it('gives whole events and keeps the rest for later', () => {
    const { events, rest } = parseEvents('id: 7\nevent: incident.changed\ndata: {"topic":"incidents"}\n\nid: 8\ndata: {"to')
    expect(events).toEqual([{ id: '7', data: '{"topic":"incidents"}' }])
    expect(rest).toBe('id: 8\ndata: {"to')
    expect(parseEvents(rest + 'pic":"system"}\n\n').events).toEqual([{ id: '8', data: '{"topic":"system"}' }])
  })
  it('passes over heartbeats and retry advice', () => {
    expect(parseEvents(': beat\n\nretry: 2000\n: listening\n\n')).toEqual({ events: [], rest: '' })
  })
  it('joins lines of data and understands CRLF', () => {
    expect(parseEvents('data: a\r\ndata: b\r\n\r\n').events).toEqual([{ id: null, data: 'a\nb' }])
  })
})

describe('a broken stream', () => {
  afterEach(() => {
    live.stopLive()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })
  it('tells every page to ask again, each 15 s and when it is looked at, until it is back', async () => {
    vi.useFakeTimers()
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no server')))
    const told: string[] = []
    const off = live.onLive('incidents', (event) => live.concerns(event, '7') && told.push(event.what))
    void live.startLive()
    await vi.advanceTimersByTimeAsync(14_000)
    expect(live.liveState.value).toBe('down')
    expect(told).toEqual([])
    document.dispatchEvent(new Event('visibilitychange'))
    expect(told).toEqual(['looked-at'])
    await vi.advanceTimersByTimeAsync(31_000)
    expect(told).toEqual(['looked-at', 'poll', 'poll', 'poll'])
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(new ReadableStream())))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(live.liveState.value).toBe('up')
    expect(told.at(-1)).toBe('resumed')
    const then = told.length
    await vi.advanceTimersByTimeAsync(20_000)
    document.dispatchEvent(new Event('visibilitychange'))
    expect(told.length).toBe(then)
    off()
  })
})
