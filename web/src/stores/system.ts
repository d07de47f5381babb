/** The state of the machinery and who is on duty: what the lamps in the header say. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { get } from '@/api/client'
import { asMessage, statusOf } from '@/api/errors'
import { liveDownSince, liveState, onLive } from '@/api/live'
import type { DutyAnswer, PartState, SystemAnswer, SystemPart } from '@/api/types'
import { setServerTime } from '@/ui/time'

const EVERY_MS = 30_000

/** The database may be the very thing that is down: then only /readyz still answers. */
async function readiness(): Promise<Record<string, string>> {
  const answer = await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(5_000) })
  return (await answer.json()) as Record<string, string>
}

export const useSystem = defineStore('system', () => {
  const parts = shallowRef<readonly SystemPart[]>([])
  const demo = ref(false)
  const version = ref('')
  const duty = shallowRef<DutyAnswer | null>(null)
  /** When /system last answered. */
  const at = ref<Date | null>(null)
  const problem = ref('')
  let started = false

  async function refresh(): Promise<void> {
    try {
      const answer = await get<SystemAnswer>('/system', { timeoutMs: 8_000 })
      parts.value = answer.parts
      demo.value = answer.demo
      version.value = answer.version
      setServerTime(answer.time)
      at.value = new Date()
      problem.value = ''
    } catch (error) {
      // Not every role may see the machinery; that is no trouble of the machinery.
      if ([401, 403].includes(statusOf(error) ?? 0)) return
      problem.value = asMessage(error)
      try {
        const ready = await readiness()
        parts.value = parts.value.map((part) => ({
          ...part,
          state: (['up', 'down', 'off'].includes(ready[part.name] ?? '') ? ready[part.name] : 'unknown') as PartState,
        }))
      } catch {
        parts.value = parts.value.map((part) => ({ ...part, state: 'unknown' as const }))
      }
    }
  }

  async function refreshDuty(): Promise<void> {
    // The header can do without: the desk says it when it cannot be read.
    duty.value = await get<DutyAnswer>('/people/on-duty').catch(() => duty.value)
  }

  function start(): void {
    if (started) return
    started = true
    void refresh()
    void refreshDuty()
    setInterval(() => {
      void refresh()
      // A shift that has ended is not the one on duty.
      const until = duty.value?.until
      if (!until || new Date(until).getTime() <= Date.now()) void refreshDuty()
    }, EVERY_MS)
    onLive('duty', (event) => {
      if (event.what === 'duty.roster') void refreshDuty()
    })
    onLive('system', () => {
      void refresh()
      if (!duty.value) void refreshDuty()
    })
  }

  /** The parts as the server names them, and the stream to this page as one more. */
  const live = computed<PartState>(() => {
    if (liveState.value === 'down') return 'down'
    // An open stream from a server that answers nothing else proves nothing.
    return liveState.value === 'up' && !problem.value ? 'up' : 'unknown'
  })
  return { parts, demo, version, duty, at, problem, live, liveDownSince, start, refresh, refreshDuty }
})
