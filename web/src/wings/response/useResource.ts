/** One thing from the server with the states every panel must show. */
import { onScopeDispose, readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asMessage, statusOf } from '@/api/errors'

export type ResourceState = 'loading' | 'ready' | 'failed' | 'forbidden'

export interface Resource<T> {
  readonly data: ShallowRef<T | null>
  readonly state: Readonly<Ref<ResourceState>>
  readonly problem: Readonly<Ref<string>>
  /** When the data shown came from the server; a failed refresh leaves it behind. */
  readonly at: Readonly<Ref<Date | null>>
  reload: () => Promise<void>
  set: (value: T) => void
}

export function useResource<T>(fetch: () => Promise<T> | null): Resource<T> {
  const data = shallowRef<T | null>(null)
  const state = ref<ResourceState>('loading')
  const problem = ref('')
  const at = ref<Date | null>(null)
  let latest = 0
  onScopeDispose(() => (latest = -1))

  function set(value: T): void {
    data.value = value
    state.value = 'ready'
    problem.value = ''
    at.value = new Date()
  }

  async function reload(): Promise<void> {
    const request = fetch()
    if (request === null) return
    latest += 1
    const mine = latest
    if (data.value === null) state.value = 'loading'
    try {
      const value = await request
      if (mine === latest) set(value)
    } catch (error) {
      if (mine !== latest) return
      problem.value = asMessage(error)
      state.value = statusOf(error) === 403 ? 'forbidden' : 'failed'
    }
  }

  return { data, state: readonly(state), problem: readonly(problem), at, reload, set }
}
