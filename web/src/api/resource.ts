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
  readonly at: Date | null
  readonly reload: () => Promise<void>
}

export function useResource<T>(ask: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const data = shallowRef<T | null>(null)
  const state = ref<ResourceState>('loading')
  const problem = ref('')
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
      state.value = 'ready'
    } catch (error) {
      if (mine.signal.aborted) return
      problem.value = asMessage(error)
      if (statusOf(error) === 403) {
        data.value = null
        state.value = 'forbidden'
      } else state.value = data.value === null ? 'failed' : 'stale'
    }
  }
  return reactive({ data, state, problem, at, reload }) as Resource<T>
}
