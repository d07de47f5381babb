/** Typed work is not lost to a click, to Back or to a closed tab: the person is asked once. */
import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { useUiTexts } from '@/texts/ui'

/** `dirty` says whether something would be lost. What comes back asks before the form is closed by a key. */
export function useUnsaved(dirty: () => boolean): () => boolean {
  const t = useUiTexts()
  const hold = (event: BeforeUnloadEvent): void => {
    if (dirty()) event.preventDefault()
  }
  const stay = (): boolean => !dirty() || window.confirm(t.leaveUnsaved)
  onMounted(() => window.addEventListener('beforeunload', hold))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', hold))
  onBeforeRouteLeave(stay)
  // A filter in the address leaves the form where it is.
  onBeforeRouteUpdate((to, from) => (to.path === from.path && to.hash === from.hash) || stay())
  return stay
}

/** The same for a form with a draft: `settle` is called when it was sent, before the page goes on. */
export function useUnsavedDraft(draft: () => unknown): { settle: () => void; sure: () => boolean } {
  let before: string | null = JSON.stringify(draft())
  const sure = useUnsaved(() => before !== null && JSON.stringify(draft()) !== before)
  return { settle: () => void (before = null), sure }
}
