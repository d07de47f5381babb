import { createApp, defineComponent, h, nextTick, type Ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { describe, expect, it } from 'vitest'
import { useQueryRef } from './queryRef'

async function mounted(at: string): Promise<{ state: Ref<string>; words: Ref<string>; query: () => object; go: (to: string) => Promise<unknown>; stop: () => void }> {
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/list/:id?', name: 'list', component: {} }] })
  await router.push(at)
  let refs: { state: Ref<string>; words: Ref<string> } | null = null
  const app = createApp(
    defineComponent(() => {
      refs = { state: useQueryRef('state', 'open', ['open', 'all']), words: useQueryRef('words', '') }
      return () => h('i')
    }),
  ).use(router)
  app.mount(document.createElement('div'))
  return { ...refs!, query: () => router.currentRoute.value.query, go: (to) => router.push(to), stop: () => app.unmount() }
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

describe('a filter kept in the address', () => {
  it('begins with what the address says, and with the usual where it says nonsense', async () => {
    const good = await mounted('/list?state=all&words=x')
    expect([good.state.value, good.words.value]).toEqual(['all', 'x'])
    good.stop()
    const bad = await mounted('/list?state=drop')
    expect(bad.state.value).toBe('open')
    bad.stop()
  })

  it('writes two filters changed in one breath, and leaves out what is usual', async () => {
    const { state, words, query, stop } = await mounted('/list?other=1')
    state.value = 'all'
    words.value = '綦江'
    await nextTick()
    await settled()
    expect(query()).toEqual({ other: '1', state: 'all', words: '綦江' })
    state.value = 'open'
    await settled()
    expect(query()).toEqual({ other: '1', words: '綦江' })
    stop()
  })

  it('is written while a record of the list is open, too', async () => {
    const { state, query, go, stop } = await mounted('/list')
    await go('/list/3')
    state.value = 'all'
    await nextTick()
    await settled()
    expect(query()).toEqual({ state: 'all' })
    stop()
  })
})
