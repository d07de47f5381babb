/**
 * A filter kept in the address: it is there again after Back, after a reload, and for a colleague it is sent to.
 *   const state = useQueryRef('state', 'open')
 */
import { ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

/** Filters changed in one breath are one change of the address: each alone would write over the others. */
let pending: Record<string, string | undefined> | null = null

/** `/alarms/12` is the list `/alarms` with a record open. */
const listOf = (path: string): string => path.replace(/\/\d+$/, '')

export function useQueryRef<Value extends string>(name: string, fallback: Value, allowed?: readonly Value[]): Ref<Value> {
  const route = useRoute()
  const router = useRouter()
  const { name: page } = route
  const path = listOf(route.path)
  // A record opened beside the list leaves the filters where they are; another page has its own.
  const here = (): boolean => route.name === page && listOf(route.path) === path
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
      if (here()) void router.replace({ query, hash: route.hash })
    })
  })
  watch(written, (to) => {
    if (here()) value.value = to
  })
  return value
}
