/** The list of registers and their specs: asked once, again when something in them changed. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { get } from '@/api/client'
import { asMessage, statusOf } from '@/api/errors'
import { onLive } from '@/api/live'
import type { RegisterSpec, RegisterSummary } from '@/api/types'
import { language } from '@/i18n/language'

export const useRegisters = defineStore('registers', () => {
  const list = shallowRef<readonly RegisterSummary[]>([])
  const state = ref<'loading' | 'ready' | 'failed' | 'forbidden'>('loading')
  const problem = ref('')
  const at = ref<Date | null>(null)
  const specs = new Map<string, Promise<RegisterSpec>>()
  let asked = false
  let first = Promise.resolve()
  let pending: ReturnType<typeof setTimeout> | undefined

  async function reload(): Promise<void> {
    asked = true
    try {
      list.value = (await get<{ rows: RegisterSummary[] }>('/registers')).rows.filter((row) => row.rights.list)
      state.value = 'ready'
      problem.value = ''
      at.value = new Date()
    } catch (error) {
      problem.value = asMessage(error)
      state.value = statusOf(error) === 403 ? 'forbidden' : 'failed'
    }
  }

  /** Done when the list has been asked for once; never fails, the state says how it went. */
  function ensure(): Promise<void> {
    if (!asked || state.value === 'failed') first = reload()
    return first
  }

  function spec(name: string): Promise<RegisterSpec> {
    const known = specs.get(name)
    if (known) return known
    const asking = get<RegisterSpec>(`/registers/${name}/spec`)
    specs.set(name, asking)
    asking.catch(() => specs.delete(name))
    return asking
  }

  const groups = computed(() => {
    const byGroup = new Map<string, RegisterSummary[]>()
    for (const register of list.value) {
      byGroup.set(register.group, [...(byGroup.get(register.group) ?? []), register])
    }
    return [...byGroup].map(([title, registers]) => ({ title, registers }))
  })

  // Titles come in the language of the person.
  watch(language, () => {
    specs.clear()
    if (asked) void reload()
  })
  onLive('registers', () => {
    clearTimeout(pending)
    // An import changes a thousand rows at once; the counts need asking only after it.
    pending = setTimeout(() => asked && void reload(), 800)
  })

  return { list, groups, state, problem, at, reload, ensure, spec }
})
