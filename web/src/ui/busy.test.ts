import { mount } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { defineComponent, nextTick, ref, withDirectives, h } from 'vue'
import { vBusy } from './busy'

function form() {
  const busy = ref(false)
  const pressed = vi.fn()
  const sent = vi.fn()
  const page = mount(
    defineComponent(() => () =>
      h('form', { onSubmit: (event: Event) => (event.preventDefault(), sent()) }, [
        withDirectives(h('button', { type: 'submit', onClick: pressed }, [h('kbd', 'Enter')]), [[vBusy, busy.value]]),
      ]),
    ),
    { attachTo: document.body },
  )
  return { busy, pressed, sent, button: page.get('button').element, inner: page.get('kbd').element, page }
}

describe('a button that works', () => {
  it('keeps the focus and is not pressed again, nor sends its form', async () => {
    const { busy, pressed, sent, button, inner, page } = form()
    button.focus()
    button.click()
    expect([pressed.mock.calls.length, sent.mock.calls.length]).toEqual([1, 1])
    busy.value = true
    await nextTick()
    expect(document.activeElement).toBe(button)
    expect(button.getAttribute('aria-disabled')).toBe('true')
    button.click()
    inner.click()
    expect([pressed.mock.calls.length, sent.mock.calls.length]).toEqual([1, 1])
    busy.value = false
    await nextTick()
    expect(button.hasAttribute('aria-disabled')).toBe(false)
    button.click()
    expect([pressed.mock.calls.length, sent.mock.calls.length]).toEqual([2, 2])
    page.unmount()
  })
})
