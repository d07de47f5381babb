/** Which language the person reads; remembered, and sent with every question to the server. */
import { readonly, ref } from 'vue'

export type Language = 'zh' | 'en'

const KEY = 'shangyou.language'
const current = ref<Language>(localStorage.getItem(KEY) === 'en' ? 'en' : 'zh')
document.documentElement.lang = current.value === 'zh' ? 'zh-CN' : 'en'

export const language = readonly(current)

export function setLanguage(value: Language): void {
  current.value = value
  localStorage.setItem(KEY, value)
  document.documentElement.lang = value === 'zh' ? 'zh-CN' : 'en'
}

/** The shape of a table of texts: "左岸" becomes string, functions keep their arguments. */
type Shape<T> = T extends string
  ? string
  : T extends (...given: infer Given) => infer Answer
    ? (...given: Given) => Shape<Answer>
    : { readonly [Key in keyof T]: Shape<T[Key]> }

/**
 * Two tables of the same shape become one composable: `const useDeskTexts = defineTexts(zh, en)`.
 * The English table must have every key of the Chinese one, or the type check fails.
 * In a component: `const t = useDeskTexts()` and then `t.title`, `t.minutes(5)` — it follows the switch.
 */
export function defineTexts<T extends object>(zh: T, en: Shape<NoInfer<T>>): () => Shape<T> {
  const tables: Record<Language, object> = { zh, en }
  // A proxy rather than a computed, so that `t.key` reads the same in templates and scripts.
  const live = new Proxy({} as Shape<T> & object, {
    get: (_, key) => Reflect.get(tables[current.value], key) as unknown,
    has: (_, key) => key in tables[current.value],
  })
  return () => live
}
