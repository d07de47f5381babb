/**
 * Keeps one camera's picture in a <video>: asks the server, plays its playlist, notices a loss and asks again.
 * The server says how the camera stands; only the browser knows whether the picture moves.
 */
import type Hls from 'hls.js'
import { onScopeDispose, reactive, ref } from 'vue'
import { get, post } from '@/api/client'
import { asMessage, statusOf } from '@/api/errors'

export type Phase =
  | 'connecting' | 'live' | 'late' | 'lost' | 'forbidden' | 'missing' | 'refused' | 'busy' | 'closed' | 'failed'

export interface WatchAnswer {
  readonly camera: number
  readonly state: 'connecting' | 'live' | 'lost' | 'closed' | 'busy' | 'refused' | 'missing'
  readonly sentence: string
  readonly token: string
  /** Address of the playlist; empty while there is none. */
  readonly playlist: string
  readonly time_ms: number
}

/** Older than this, a picture is not called live. */
export const LATE_S = 15
const WAIT_MS: Record<WatchAnswer['state'], number> = {
  connecting: 700, live: 4_000, lost: 2_000, closed: 2_000, busy: 0, refused: 0, missing: 0,
}

/** The phase of an answer alone: what is live for the server is connecting until the picture moves. */
export function phaseOf(answer: WatchAnswer, moving: boolean): Phase {
  if (answer.state === 'live') return moving ? 'live' : 'connecting'
  return answer.state
}

export interface CameraPicture {
  readonly phase: Phase
  readonly sentence: string
  /** Age of the picture in seconds, by the server's clock; null where the playlist carries no time. */
  readonly age: number | null
  readonly start: () => Promise<void>
  readonly stop: () => void
}

export function useCameraPicture(camera: () => number, video: () => HTMLVideoElement | null): CameraPicture {
  const phase = ref<Phase>('closed')
  const sentence = ref('')
  const age = ref<number | null>(null)
  let token = ''
  let playing = ''
  let moving = false
  let broken = false
  let aheadMs = 0
  let hls: Hls | null = null
  let asking: ReturnType<typeof setTimeout> | undefined
  let stamp = 0

  function later(ms: number): void {
    clearTimeout(asking)
    if (ms) asking = setTimeout(() => void renew(), ms)
  }

  function detach(): void {
    hls?.destroy()
    hls = null
    playing = ''
    moving = false
    age.value = null
    const element = video()
    if (element) {
      element.removeAttribute('src')
      element.load()
    }
  }

  async function attach(playlist: string, mine: number): Promise<void> {
    const element = video()
    if (!element) return
    detach()
    playing = playlist
    const { default: Player } = await import('hls.js/light')
    if (mine !== stamp || playing !== playlist) return
    if (Player.isSupported()) {
      hls = new Player({ enableWorker: false, liveSyncDurationCount: 2, liveMaxLatencyDurationCount: 6, backBufferLength: 10 })
      hls.on(Player.Events.ERROR, (_, problem) => {
        if (problem.fatal) fail(problem.type === Player.ErrorTypes.MEDIA_ERROR)
      })
      hls.loadSource(playlist)
      hls.attachMedia(element)
    } else element.src = playlist
    // Muted video may start by itself; a refusal only means that the person presses play.
    await element.play().catch(() => undefined)
  }

  function fail(unplayable: boolean): void {
    detach()
    broken = unplayable
    phase.value = 'lost'
    later(WAIT_MS.lost)
  }

  function take(answer: WatchAnswer, mine: number): void {
    token = answer.token
    aheadMs = answer.time_ms - Date.now()
    sentence.value = answer.sentence
    if (answer.state === 'live' && answer.playlist !== playing) void attach(answer.playlist, mine)
    if (answer.state !== 'live') detach()
    phase.value = broken && answer.state === 'live' && !moving ? 'lost' : phaseOf(answer, moving)
    later(WAIT_MS[answer.state])
  }

  async function ask(question: () => Promise<WatchAnswer>): Promise<void> {
    const mine = stamp
    try {
      const answer = await question()
      if (mine === stamp) take(answer, mine)
    } catch (error) {
      if (mine !== stamp) return
      const status = statusOf(error)
      if (status === 404 && token) {
        // The token is over: a new shift, or another person on this desk.
        token = ''
        later(WAIT_MS.lost)
        return
      }
      detach()
      phase.value = status === 403 || status === 404 ? 'forbidden' : 'failed'
      sentence.value = asMessage(error)
      if (phase.value === 'failed') later(5_000)
    }
  }
  const renew = (): Promise<void> =>
    token ? ask(() => get<WatchAnswer>(`/cameras/${camera()}/live/${token}`)) : ask(() => post<WatchAnswer>(`/cameras/${camera()}/watch`))

  async function start(): Promise<void> {
    stop()
    phase.value = 'connecting'
    sentence.value = ''
    await renew()
  }

  function stop(): void {
    stamp += 1
    clearTimeout(asking)
    token = ''
    broken = false
    detach()
    phase.value = 'closed'
  }

  let last = 0
  let still = 0
  const clock = setInterval(() => {
    const element = video()
    if (!element || !playing) return
    const now = element.currentTime
    still = now > last ? 0 : still + 1
    last = now
    if (now > 0 && !still) {
      moving = true
      broken = false
    }
    const shown = hls?.playingDate
    age.value = shown ? Math.max(0, (Date.now() + aheadMs - shown.getTime()) / 1000) : null
    if (!moving) return
    if (still > LATE_S) fail(false)
    else if (phase.value === 'connecting' || phase.value === 'live' || phase.value === 'late')
      phase.value = still > 3 || (age.value ?? 0) > LATE_S ? 'late' : 'live'
  }, 1_000)
  onScopeDispose(() => {
    clearInterval(clock)
    stop()
  })
  return reactive({ phase, sentence, age, start, stop }) as CameraPicture
}
