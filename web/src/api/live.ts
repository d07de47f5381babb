/**
 * What changes on the server, as it changes: one stream for the whole page, resumed where it broke.
 *
 *   const off = onLive('incidents', (event) => { if (concerns(event, id)) void reload() })
 *
 * While the stream is broken every listener is called each 15 s with `id: null`: anything may have changed. A page that is looked at
 * again is not kept waiting for that: timers of a hidden page run late.
 * Read with fetch, not EventSource, because that hides the status of a refusal and cannot listen to all names.
 */
import { readonly, ref } from 'vue'
import { address, saySignedOut } from './client'

export interface LiveEvent {
  readonly topic: string
  /** null: anything of this topic may have changed. */
  readonly id: string | null
  readonly what: string
}
type Listener = (event: LiveEvent) => void

export type LiveState = 'up' | 'connecting' | 'down' | 'off'
const TOPICS = ['incidents', 'system', 'registers', 'warnings', 'stations', 'duty', 'situations', 'alarms']
const POLL_MS = 15_000
/** The server says something at least each 15 s; silence for longer is a broken stream. */
const SILENCE_MS = 35_000
const RETRY_MS = [1_000, 2_000, 5_000, 10_000] as const

const state = ref<LiveState>('off')
const since = ref<number | null>(null)
export const liveState = readonly(state)
/** When the stream broke. */
export const liveDownSince = readonly(since)

const listeners = new Map<string, Set<Listener>>()
let stop: AbortController | null = null
let lastId = ''
let poll: ReturnType<typeof setInterval> | undefined

export function onLive(topic: string, listener: Listener): () => void {
  const set = listeners.get(topic) ?? new Set()
  listeners.set(topic, set.add(listener))
  return () => set.delete(listener)
}

/** Whether an event may be about this one: it is, or anything of its topic may have changed. */
export const concerns = (event: LiveEvent, id: string): boolean => event.id === null || event.id === id

function tell(event: LiveEvent): void {
  listeners.get(event.topic)?.forEach((listener) => listener(event))
}

function tellAll(what: string): void {
  for (const topic of listeners.keys()) tell({ topic, id: null, what })
}

function become(next: LiveState): void {
  if (state.value === next) return
  if (next === 'up') {
    const missed = since.value !== null
    since.value = null
    clearInterval(poll)
    poll = undefined
    // The server may have forgotten what we missed: look once more.
    if (missed) tellAll('resumed')
  } else if (next === 'down') {
    since.value ??= Date.now()
    poll ??= setInterval(() => tellAll('poll'), POLL_MS)
  }
  state.value = next
}

function lookedAt(): void {
  if (poll !== undefined && document.visibilityState === 'visible') tellAll('looked-at')
}

export interface ServerSentEvent {
  readonly id: string | null
  readonly data: string
}

/** Splits server-sent text into whole events; hands back what is still incomplete. */
export function parseEvents(text: string): { events: ServerSentEvent[]; rest: string } {
  const blocks = text.replace(/\r\n?/g, '\n').split('\n\n')
  const rest = blocks.pop() ?? ''
  const events: ServerSentEvent[] = []
  for (const block of blocks) {
    let id: string | null = null
    const data: string[] = []
    for (const line of block.split('\n')) {
      const at = line.indexOf(':')
      if (at <= 0) continue
      const value = line.slice(at + 1).replace(/^ /, '')
      if (line.startsWith('id:')) id = value
      else if (line.startsWith('data:')) data.push(value)
    }
    if (data.length || id !== null) events.push({ id, data: data.join('\n') })
  }
  return { events, rest }
}

function receive(event: ServerSentEvent): void {
  if (event.id) lastId = event.id
  if (!event.data) return
  try {
    const body = JSON.parse(event.data) as { topic?: unknown; id?: unknown; what?: unknown }
    if (typeof body.topic !== 'string') return
    const id = body.id === null || body.id === undefined ? null : String(body.id)
    tell({ topic: body.topic, id, what: String(body.what ?? '') })
  } catch {
    // A half-sent event is not news; the next one is.
  }
}

async function listen(signal: AbortSignal): Promise<void> {
  const silent = new AbortController()
  let alarm = setTimeout(() => silent.abort(), SILENCE_MS)
  try {
    const headers: Record<string, string> = { Accept: 'text/event-stream' }
    if (lastId) headers['Last-Event-ID'] = lastId
    const answer = await fetch(address('/live', { topics: TOPICS.join(',') }), {
      headers,
      cache: 'no-store',
      signal: AbortSignal.any([signal, silent.signal]),
    })
    if (answer.status === 401) {
      // Nothing to try again for until the person has signed in.
      stopLive()
      saySignedOut()
      return
    }
    if (!answer.ok || !answer.body) return
    become('up')
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let waiting = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(alarm)
      alarm = setTimeout(() => silent.abort(), SILENCE_MS)
      const { events, rest } = parseEvents(waiting + value)
      waiting = rest
      events.forEach(receive)
    }
  } catch {
    // Broken is broken; the loop tries again.
  } finally {
    clearTimeout(alarm)
  }
}

export async function startLive(): Promise<void> {
  if (stop) return
  const mine = new AbortController()
  stop = mine
  document.addEventListener('visibilitychange', lookedAt, { signal: mine.signal })
  become('connecting')
  for (let failures = 0; !mine.signal.aborted; failures += 1) {
    const began = Date.now()
    await listen(mine.signal)
    if (mine.signal.aborted) break
    become('down')
    if (Date.now() - began > 30_000) failures = 0
    const pause = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 10_000
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** After the person has signed in again: begin anew, and let every page ask for what it missed. */
export function resumeLive(): void {
  stopLive()
  tellAll('signed-in')
  void startLive()
}

export function stopLive(): void {
  stop?.abort()
  stop = null
  lastId = ''
  clearInterval(poll)
  poll = undefined
  since.value = null
  state.value = 'off'
}
