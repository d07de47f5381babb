/** A list at the left and one record of it, or a form, at the right: what duty and situation pages share. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get } from '@/api/client'
import { asMessage } from '@/api/errors'
import { onLive } from '@/api/live'
import { useResource, type Resource } from '@/api/resource'
import { language } from '@/i18n/language'
import { useListKeys } from '@/ui/listKeys'

const PAUSE_MS = 250

interface Numbered {
  readonly id: number
}
export interface SplitList<Answer extends { readonly rows: readonly Numbered[] }, Whole extends Numbered, Doing extends string> {
  readonly path: string
  readonly list: Resource<Answer>
  readonly rows: ComputedRef<Answer['rows']>
  readonly open: ShallowRef<Whole | null>
  /** Which form stands in place of the record; empty when none does. */
  readonly doing: Ref<Doing | ''>
  readonly problem: Ref<string>
  readonly current: Ref<number>
  readonly go: (id: number | undefined) => void
  /** List and record once more: what they rest on has changed. */
  readonly renew: () => void
  /** A form is done, or the record itself changed. */
  readonly changed: (whole: Whole) => void
}

/**
 * `path` is that of the API and of the page: `/duty/calls`. `topic` and `about` name the live events that concern it.
 * `seen` is told when a person opens a record, not when it is renewed under his eyes. `query` are the filters: a change of
 * them asks again, once after a few letters typed.
 */
export function useSplitList<Answer extends { readonly rows: readonly Numbered[] }, Whole extends Numbered, Doing extends string = 'new'>(of: {
  path: string
  topic: Parameters<typeof onLive>[0]
  about?: string
  query?: () => Readonly<Record<string, string | number | undefined>>
  seen?: (whole: Whole) => void
}): SplitList<Answer, Whole, Doing> {
  const route = useRoute()
  const router = useRouter()
  const list = useResource((signal) => get<Answer>(of.path, { signal, ...(of.query ? { query: of.query() } : {}) }))
  const rows = computed(() => list.data?.rows ?? [])
  const open = shallowRef(null) as ShallowRef<Whole | null>
  const doing = ref<Doing | ''>('') as Ref<Doing | ''>
  const problem = ref('')
  let asked = 0

  async function read(id: string, renewing = false): Promise<void> {
    asked += 1
    const mine = asked
    if (!renewing) problem.value = ''
    try {
      const whole = await get<Whole>(`${of.path}/${id}`)
      // Walking the list quickly, the answer to an earlier row may come last.
      if (mine !== asked) return
      open.value = whole
      if (!renewing) of.seen?.(whole)
    } catch (error) {
      // What stands before the person stays when only its renewal failed.
      if (mine !== asked || renewing) return
      open.value = null
      problem.value = asMessage(error)
    }
  }
  function go(id: number | undefined): void {
    if (!id) return
    doing.value = ''
    void router.push({ path: `${of.path}/${id}`, query: route.query })
  }
  function changed(whole: Whole): void {
    doing.value = ''
    asked += 1
    open.value = whole
    void list.reload()
    if (route.params.id !== String(whole.id)) go(whole.id)
  }
  function renew(): void {
    void list.reload()
    if (open.value && !doing.value) void read(String(open.value.id), true)
  }
  const current = useListKeys(() => rows.value.length, (index) => go(rows.value[index]?.id))
  watch(
    () => route.params.id,
    (id) => {
      doing.value = ''
      if (typeof id !== 'string' || !id) open.value = null
      else if (id !== String(open.value?.id)) void read(id)
    },
    { immediate: true },
  )
  // One row is lit: that of the record, until the keys walk away from it; a list renewed meanwhile does not take it away.
  let lit: number | undefined
  const light = (): void => {
    if (lit !== undefined) current.value = rows.value.findIndex((row) => row.id === lit)
  }
  watch(current, (index) => (lit = rows.value[index]?.id ?? lit))
  watch(open, (whole) => {
    lit = whole?.id ?? lit
    light()
  })
  watch(rows, light, { flush: 'sync' })
  watch(language, renew)
  let pause: ReturnType<typeof setTimeout> | undefined
  const soon = (what: () => void): void => {
    clearTimeout(pause)
    pause = setTimeout(what, PAUSE_MS)
  }
  watch(() => JSON.stringify(of.query?.()), () => soon(() => void list.reload()))
  // Several events in one breath are one question.
  const off = onLive(of.topic, (event) => {
    if (!of.about || event.what.startsWith(of.about) || event.id === null) soon(renew)
  })
  onMounted(list.reload)
  onBeforeUnmount(() => {
    clearTimeout(pause)
    off()
  })
  return { path: of.path, list, rows, open, doing, problem, current, go, renew, changed }
}
