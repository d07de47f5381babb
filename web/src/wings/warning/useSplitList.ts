/** A list at the left and one record of it, or a form, at the right: what duty and situation pages share. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { get } from '@/api/client'
import { asMessage } from '@/api/errors'
import { onLive } from '@/api/live'
import { useResource, type Resource } from '@/api/resource'
import { language } from '@/i18n/language'
import { useListKeys } from '@/ui/listKeys'

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
  /** A form is done, or the record itself changed. */
  readonly changed: (whole: Whole) => void
}

/**
 * `path` is that of the API and of the page: `/duty/calls`. `topic` and `about` name the live events that concern it.
 * `seen` is told when a person opens a record, not when it is renewed under his eyes.
 */
export function useSplitList<Answer extends { readonly rows: readonly Numbered[] }, Whole extends Numbered, Doing extends string = 'new'>(of: {
  path: string
  topic: Parameters<typeof onLive>[0]
  about?: string
  seen?: (whole: Whole) => void
}): SplitList<Answer, Whole, Doing> {
  const route = useRoute()
  const router = useRouter()
  const list = useResource((signal) => get<Answer>(of.path, { signal }))
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
    void router.push(`${of.path}/${id}`)
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
  // One row is lit: that of the record, until the keys walk away from it.
  watch([open, rows], () => {
    if (open.value) current.value = rows.value.findIndex((row) => row.id === open.value?.id)
  })
  watch(language, renew)
  const off = onLive(of.topic, (event) => {
    if (!of.about || event.what.startsWith(of.about) || event.id === null) renew()
  })
  onMounted(list.reload)
  onBeforeUnmount(off)
  return { path: of.path, list, rows, open, doing, problem, current, go, changed }
}
