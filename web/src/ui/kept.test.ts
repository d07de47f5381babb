import { createPinia, setActivePinia } from 'pinia'
import { nextTick, reactive } from 'vue'
import { beforeEach, describe, expect, it } from 'vitest'
import { useSession } from '@/stores/session'
import { useKeptDraft } from './kept'

const settled = async (): Promise<void> => void (await nextTick())
function signIn(id: number): void {
  setActivePinia(createPinia())
  useSession().user = { id } as never
}

describe('a draft that outlives its tab', () => {
  beforeEach(() => localStorage.clear())

  it('is offered to the same person, given back on request, and gone once sent', async () => {
    signIn(1)
    const typed = reactive({ text: '' })
    useKeptDraft('note', typed)
    typed.text = '河面有油花'
    await settled()

    const later = reactive({ text: '' })
    const kept = useKeptDraft('note', later)
    expect(kept.offered.value).not.toBeNull()
    expect(later.text).toBe('')
    kept.restore()
    expect(later.text).toBe('河面有油花')
    kept.settle()
    await settled()
    expect(useKeptDraft('note', reactive({ text: '' })).offered.value).toBeNull()
  })

  it('is shown to nobody else, and not after three days', async () => {
    signIn(1)
    const typed = reactive({ text: '' })
    useKeptDraft('note', typed)
    typed.text = 'x'
    await settled()
    signIn(2)
    expect(useKeptDraft('note', reactive({ text: '' })).offered.value).toBeNull()
    localStorage.setItem('shangyou.draft.2.note', JSON.stringify({ at: new Date(Date.now() - 4 * 86_400_000).toISOString(), draft: { text: 'old' } }))
    expect(useKeptDraft('note', reactive({ text: '' })).offered.value).toBeNull()
  })

  it('does not hold nonsense that stands in the storage', () => {
    signIn(1)
    localStorage.setItem('shangyou.draft.1.note', '{"at":')
    expect(useKeptDraft('note', reactive({ text: '' })).offered.value).toBeNull()
  })
})
