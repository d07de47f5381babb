/** What a register screen is showing, kept in the address so that it can be sent to a colleague. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import type { Query } from '@/api/client'
import type { RegisterSpec } from '@/api/types'

export const PAGE_SIZE = 50
/** Names of the address that are not filters. */
const SEARCH = 'search'
const ORDER = 'order'
const PAGE = 'page'

export interface RegisterQuery {
  readonly search: ComputedRef<string>
  readonly order: ComputedRef<string>
  readonly page: ComputedRef<number>
  readonly filters: ComputedRef<Readonly<Record<string, string[]>>>
  /** For the server: all of it, with the page; `whole` leaves paging out, for an export. */
  readonly asked: ComputedRef<Query>
  readonly whole: ComputedRef<Query>
  readonly change: (changes: LocationQueryRaw, keepPage?: boolean) => void
  readonly replace: (all: LocationQueryRaw) => void
}

export function useRegisterQuery(spec: () => RegisterSpec | null): RegisterQuery {
  const route = useRoute()
  const router = useRouter()
  const one = (name: string): string => {
    const value = route.query[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }
  const search = computed(() => one(SEARCH))
  const order = computed(() => one(ORDER) || spec()?.default_order || '')
  const page = computed(() => Math.max(1, Math.floor(Number(one(PAGE))) || 1))
  const filters = computed(() =>
    Object.fromEntries(
      Object.entries(route.query)
        .filter(([name]) => ![SEARCH, ORDER, PAGE].includes(name))
        .map(([name, value]): [string, string[]] => [name, (Array.isArray(value) ? value : [value]).filter((v): v is string => !!v)])
        .filter(([, values]) => values.length),
    ),
  )
  const whole = computed<Query>(() => ({ ...filters.value, search: search.value, order: order.value }))
  const asked = computed<Query>(() => ({ ...whole.value, page: page.value, page_size: PAGE_SIZE }))

  function replace(all: LocationQueryRaw): void {
    const query = Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== '' && value !== null && value !== undefined && !(Array.isArray(value) && !value.length)),
    )
    void router.replace({ params: route.params, query })
  }
  function change(changes: LocationQueryRaw, keepPage = false): void {
    replace({ ...route.query, ...(keepPage ? {} : { [PAGE]: undefined }), ...changes })
  }
  return { search, order, page, filters, asked, whole, change, replace }
}
