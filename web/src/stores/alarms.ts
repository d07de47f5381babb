/** How many alarms wait, for the header; kept by the live stream. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { get } from '@/api/client'
import { onLive } from '@/api/live'
import type { AlarmCounts } from '@/wings/warning/alarms'

export const useAlarms = defineStore('alarms', () => {
  const counts = shallowRef<AlarmCounts | null>(null)
  const started = ref(false)
  let pending: ReturnType<typeof setTimeout> | undefined

  async function reload(): Promise<void> {
    counts.value = await get<AlarmCounts>('/alarms/counts').catch(() => counts.value)
  }
  function start(): void {
    if (started.value) return
    started.value = true
    void reload()
    // Several alarms in one breath are one question.
    onLive('alarms', () => {
      clearTimeout(pending)
      pending = setTimeout(() => void reload(), 300)
    })
  }
  return { counts, start, reload }
})
