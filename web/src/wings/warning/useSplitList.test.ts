import { createApp, defineComponent, h, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { useSplitList, type SplitList } from './useSplitList'

type Row = { readonly id: number }
const answers = new Map<string, () => void>()
function serve(): void {
  vi.stubGlobal('fetch', (url: string) => {
    const path = new URL(String(url), 'http://x').pathname
    const body = /\/(\d+)$/.test(path) ? { id: Number(/\d+$/.exec(path)![0]) } : { rows: [{ id: 1 }, { id: 2 }] }
    const answer = new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } })
    return new Promise((resolve) => {
      answers.set(path, () => resolve(answer))
      if (!/\/\d+$/.test(path)) resolve(answer)
    })
  })
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
afterEach(() => vi.unstubAllGlobals())

describe('a list beside one record', () => {
  it('shows the row asked for last, though an earlier answer comes later', async () => {
    serve()
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/calls/:id?', component: {} }] })
    await router.push('/calls/1')
    let split: SplitList<{ rows: readonly Row[] }, Row, 'new'> | null = null
    const app = createApp(
      defineComponent(() => {
        split = useSplitList<{ rows: readonly Row[] }, Row>({ path: '/calls', topic: 'duty' })
        return () => h('i')
      }),
    ).use(router)
    app.mount(document.createElement('div'))
    await settled()
    split!.go(2)
    await settled()
    answers.get('/api/v1/calls/2')!()
    await settled()
    answers.get('/api/v1/calls/1')!()
    await settled()
    expect(split!.open.value?.id).toBe(2)
    expect(split!.current.value).toBe(1)
    app.unmount()
  })

  it('asks again when a filter changes, keeps the address of the filters, and the lit row under a renewal', async () => {
    const asked: string[] = []
    let ids = [1, 2]
    vi.stubGlobal('fetch', (url: string) => {
      const { pathname, search } = new URL(String(url), 'http://x')
      const id = /\/(\d+)$/.exec(pathname)?.[1]
      if (!id) asked.push(search)
      return Promise.resolve(new Response(JSON.stringify(id ? { id: Number(id) } : { rows: ids.map((one) => ({ id: one })) }), { headers: { 'Content-Type': 'application/json' } }))
    })
    const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/alarms/:id?', component: {} }] })
    await router.push('/alarms?state=all')
    const words = ref('')
    let split: SplitList<{ rows: readonly Row[] }, Row, 'new'> | null = null
    const app = createApp(
      defineComponent(() => {
        split = useSplitList<{ rows: readonly Row[] }, Row>({ path: '/alarms', topic: 'alarms', query: () => ({ words: words.value || undefined }) })
        return () => h('i')
      }),
    ).use(router)
    app.mount(document.createElement('div'))
    await settled()
    split!.go(1)
    await settled()
    expect(router.currentRoute.value.fullPath).toBe('/alarms/1?state=all')
    split!.current.value = 1
    await settled()
    ids = [3, 1, 2]
    words.value = '綦'
    words.value = '綦江'
    await new Promise((resolve) => setTimeout(resolve, 320))
    expect(asked).toEqual(['', `?words=${encodeURIComponent('綦江')}`])
    expect(split!.rows.value[split!.current.value]?.id).toBe(2)
    app.unmount()
  })
})
