/**
 * `v-busy="busy"` instead of `:disabled="busy"`: a button that works on what it was pressed for keeps the focus.
 *
 * A disabled button loses it, and the keyboard its place; this one says that it cannot be pressed now, and is not.
 */
import type { Directive } from 'vue'

/** Also where Enter in a field presses the button of its form: the browser does that by a click. */
function guard(event: Event): void {
  if ((event.currentTarget as HTMLElement).getAttribute('aria-disabled') !== 'true') return
  event.preventDefault()
  event.stopImmediatePropagation()
}
const mark = (button: HTMLElement, busy: boolean): void =>
  busy ? button.setAttribute('aria-disabled', 'true') : button.removeAttribute('aria-disabled')

export const vBusy: Directive<HTMLElement, boolean> = {
  mounted(button, { value }) {
    // capturing: before the page's own listener on the same button
    button.addEventListener('click', guard, { capture: true })
    mark(button, value)
  },
  updated: (button, { value }) => mark(button, value),
}

declare module 'vue' {
  interface GlobalDirectives {
    vBusy: typeof vBusy
  }
}
