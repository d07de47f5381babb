/**
 * One thing from the server, with the states a panel must show.
 *   const desk = useResource(() => get<Desk>('/desk'))
 *   <PanelState v-if="!desk.data" :state="desk.state" :problem="desk.problem" @retry="desk.reload" />
 * A failed renewal leaves the last data behind with state "stale" and its time in `at`.
 */
import { onScopeDispose, reactive, shallowRef, ref } from 'vue'
import { asMessage, statusOf } from './errors'

export type ResourceState = 'loading' | 'ready' | 'stale' | 'failed' | 'forbidden'

export interface Resource<T> {
  readonly data: T | null
  readonly state: ResourceState
  readonly problem: string
  /** The server has no such thing: asking again does not help. */
  readonly missing: boolean
  readonly at: Date | null
  readonly reload: () => Promise<void>
}

export function useResource<T>(ask: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const data = shallowRef<T | null>(null)
  const state = ref<ResourceState>('loading')
  const problem = ref('')
  const missing = ref(false)
  const at = ref<Date | null>(null)
  let asking: AbortController | null = null
  onScopeDispose(() => asking?.abort())

  async function reload(): Promise<void> {
    asking?.abort()
    const mine = (asking = new AbortController())
    if (data.value === null) state.value = 'loading'
    try {
      const answer = await ask(mine.signal)
      if (mine.signal.aborted) return
      data.value = answer
      at.value = new Date()
      problem.value = ''
      missing.value = false
      state.value = 'ready'
    } catch (error) {
      if (mine.signal.aborted) return
      problem.value = asMessage(error)
      missing.value = statusOf(error) === 404
      if (statusOf(error) === 403) {
        data.value = null
        state.value = 'forbidden'
      } else state.value = data.value === null ? 'failed' : 'stale'
    }
  }
  return reactive({ data, state, problem, missing, at, reload }) as Resource<T>
}
