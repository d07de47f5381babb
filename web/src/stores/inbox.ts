/** The person's own messages: how many are unread, and the list itself. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { get, post } from '@/api/client'
import { asMessage } from '@/api/errors'
import { onLive } from '@/api/live'

export interface Letter {
  readonly id: number
  readonly subject: string
  readonly body: string
  readonly about_kind: string
  readonly about_id: string
  readonly made_at: string
  readonly read_at: string | null
}

const EVERY_MS = 60_000
/** Deeds of these topics write messages; several in one breath are one question. */
const TOPICS = ['warnings', 'duty', 'situations', 'alarms']
const BREATH_MS = 800

export const useInbox = defineStore('inbox', () => {
  const rows = shallowRef<readonly Letter[] | null>(null)
  const unread = ref(0)
  const problem = ref('')
  let started = false
  let pending: ReturnType<typeof setTimeout> | undefined

  async function refresh(): Promise<void> {
    try {
      const answer = await get<{ unread: number; rows: readonly Letter[] }>('/notifications')
      rows.value = answer.rows
      unread.value = answer.unread
      problem.value = ''
    } catch (error) {
      problem.value = asMessage(error)
    }
  }
  async function read(letter: Letter): Promise<void> {
    if (letter.read_at) return
    await post(`/notifications/${letter.id}/read`).catch(() => undefined)
    await refresh()
  }
  function start(): void {
    if (started) return
    started = true
    void refresh()
    setInterval(() => void refresh(), EVERY_MS)
    for (const topic of TOPICS) {
      onLive(topic, () => {
        clearTimeout(pending)
        pending = setTimeout(() => void refresh(), BREATH_MS)
      })
    }
  }
  return { rows, unread, problem, refresh, read, start }
})
