/**
 * A filter kept in the address: it is there again after Back, after a reload, and for a colleague it is sent to.
 *   const state = useQueryRef('state', 'open')
 */
import { ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Filters changed in one breath are one change of the address: each alone would write over the others. */
let pending: Record<string, string | undefined> | null = null

export function useQueryRef<Value extends string>(name: string, fallback: Value, allowed?: readonly Value[]): Ref<Value> {
  const route = useRoute()
  const router = useRouter()
  const path = route.path
  const written = (): Value => {
    const value = route.query[name]
    return typeof value === 'string' && (!allowed || allowed.includes(value as Value)) ? (value as Value) : fallback
  }
  const value = ref(written()) as Ref<Value>
  watch(value, (to) => {
    if (to === written()) return
    const first = pending === null
    pending = { ...pending, [name]: to === fallback ? undefined : to }
    if (!first) return
    queueMicrotask(() => {
      const query = { ...route.query, ...pending }
      pending = null
      if (route.path === path) void router.replace({ query, hash: route.hash })
    })
  })
  watch(written, (to) => {
    if (route.path === path) value.value = to
  })
  return value
}
