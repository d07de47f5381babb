import { createApp, defineComponent, h } from 'vue'
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
})
