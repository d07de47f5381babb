/** `j` and `k` walk a list, Enter opens; for lists that own the page. */
import { nextTick, onBeforeUnmount, onMounted, ref, watch, type Ref } from 'vue'

/** True while the person is writing, choosing or in a dialog: then letters are letters. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || target.closest('input, textarea, select, dialog, [role="combobox"]') !== null
}

/** Enter belongs to a link or button that has the focus; the page itself may have it after coming from another. */
const isControl = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('a, button, summary, [role="tab"], [role="img"]') !== null

export function useListKeys(count: () => number, open: (index: number) => void): Ref<number> {
  const current = ref(-1)
  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event)) return
    if (event.key === 'j') current.value = Math.min(count() - 1, current.value + 1)
    else if (event.key === 'k') current.value = Math.max(0, current.value - 1)
    else if (event.key === 'Enter' && current.value >= 0 && !isControl(event.target)) open(current.value)
    else return
    event.preventDefault()
    if (event.key === 'Enter') return
    void nextTick(() => {
      const row = document.querySelector('main [aria-selected="true"], main .current')
      row?.scrollIntoView({ block: 'nearest' })
      // The row's own link takes the focus: Enter opens it, whatever button was pressed before.
      row?.querySelector<HTMLElement>('a[href]')?.focus({ preventScroll: true })
    })
  }
  watch(count, (n) => {
    if (current.value >= n) current.value = n - 1
  })
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
  return current
}
