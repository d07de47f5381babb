/** What this person keeps for a register on this machine: chosen columns and named views. */
import { ref, watch, type Ref } from 'vue'

export interface SavedView {
  readonly name: string
  readonly query: Readonly<Record<string, string | string[]>>
}
interface Memory {
  readonly columns: readonly string[] | null
  readonly views: readonly SavedView[]
}

function read(key: string): Memory {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Memory>
    return {
      columns: Array.isArray(kept.columns) ? kept.columns : null,
      views: Array.isArray(kept.views) ? kept.views : [],
    }
  } catch {
    return { columns: null, views: [] }
  }
}

export function useRegisterMemory(register: () => string): Ref<Memory> {
  const keyOf = (): string => `shangyou.register.${register()}`
  const memory = ref<Memory>(read(keyOf()))
  watch(register, () => (memory.value = read(keyOf())))
  watch(memory, (value) => localStorage.setItem(keyOf(), JSON.stringify(value)))
  return memory
}
