/** A run behind the screens: asked how far it is until it is over, and told to stop. */
import { computed, onBeforeUnmount, ref } from 'vue'
import { get, post } from '@/api/client'
import { asMessage } from '@/api/errors'
import type { OilJob } from './types'

const ASK_EVERY_MS = 300
const OPEN: readonly OilJob['state'][] = ['waiting', 'running']

export function useOilJob(incident: string) {
  const job = ref<OilJob | null>(null)
  const busy = computed(() => job.value !== null && OPEN.includes(job.value.state))
  const address = (id: number): string => `/incidents/${incident}/oil-jobs/${id}`
  let left = false

  /** The job when it is over; null when the screen was left before. */
  async function follow(asked: OilJob): Promise<OilJob | null> {
    job.value = asked
    while (OPEN.includes(job.value.state)) {
      await new Promise((wake) => setTimeout(wake, ASK_EVERY_MS))
      if (left) return null
      job.value = await get<OilJob>(address(asked.id))
    }
    return job.value
  }
  async function cancel(): Promise<void> {
    if (!job.value) return
    // it may be over before it hears of it: then its end is what is shown
    await post<OilJob>(`${address(job.value.id)}/cancel`).catch((error: unknown) => asMessage(error))
  }
  onBeforeUnmount(() => {
    left = true
  })
  return { job, busy, follow, cancel }
}
