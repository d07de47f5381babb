import { describe, expect, it } from 'vitest'
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
