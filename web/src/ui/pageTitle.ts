/** What the browser's tab says before the name of the section: the incident, the register, the record. */
import { computed, onScopeDispose, shallowReactive } from 'vue'

const titles = shallowReactive<(() => string)[]>([])
/** The innermost part of the page that has a name. */
export const pageTitle = computed(() => titles.map((of) => of()).findLast((title) => title) ?? '')

export function usePageTitle(of: () => string | null | undefined): void {
  const title = (): string => of() ?? ''
  titles.push(title)
  onScopeDispose(() => titles.splice(titles.indexOf(title), 1))
}
