/** Where the keyboard is when a form opens and when it is put away. */
import { nextTick, watch, type Ref } from 'vue'

/** `v-focus`: a form that has just opened begins at its first field; `autofocus` is heard at page load alone. */
export const vFocus = { mounted: (field: HTMLElement): void => field.focus() }

/** Once a form has taken the place of the button which opened it, or given it back. Whoever is elsewhere meanwhile is left there. */
export async function followForm(open: boolean, where: HTMLElement | null): Promise<void> {
  await nextTick()
  if (document.activeElement !== document.body) return
  const first = where?.querySelector<HTMLElement>(open ? 'form :is(input, select, textarea)' : 'button')
  first?.focus()
  if (first instanceof HTMLInputElement) first.select()
}
/** The same whenever a form is opened and closed by this. */
export function useFormFocus(open: Readonly<Ref<boolean>>, where: Readonly<Ref<HTMLElement | null>>): void {
  watch(open, (is) => followForm(is, where.value))
}
