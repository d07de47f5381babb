import { afterEach, describe, expect, it, vi } from 'vitest'
import { address, get, onSignedOut, post } from '@/api/client'
import { asMessage, type ApiError } from '@/api/errors'
import { setLanguage } from '@/i18n/language'

afterEach(() => {
  vi.unstubAllGlobals()
  setLanguage('zh')
})

function answer(status: number, body: unknown, type = 'application/json'): ReturnType<typeof vi.fn> {
  const fetch = vi.fn(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } }))
  vi.stubGlobal('fetch', fetch)
  return fetch
}
const refused = (asking: Promise<unknown>): Promise<ApiError> => asking.then(() => Promise.reject(new Error('was not refused')), (error: ApiError) => error)

describe('addresses', () => {
  it('leave out what is not given and repeat what is many', () => {
    expect(address('/registers/depots/rows', { search: '', page: 2, region: ['500101', '500102'], kind: null, demo: false })).toBe(
      '/api/v1/registers/depots/rows?page=2&region=500101&region=500102&demo=false',
    )
  })
})

describe('asking', () => {
  it('sends the language and, with a change, the CSRF token', async () => {
    document.cookie = 'csrftoken=abc'
    setLanguage('en')
    const fetch = answer(200, { ok: true })
    await post('/incidents', { amount: null })
    const [, request] = fetch.mock.calls[0] as [string, RequestInit]
    expect(request.headers).toMatchObject({ 'Accept-Language': 'en', 'X-CSRFToken': 'abc', 'Content-Type': 'application/json' })
    expect(request.body).toBe('{"amount":null}')
  })
  it("keeps the server's sentence and its problems", async () => {
    answer(422, { message: '有一处需要改正。', problems: [{ field: 'amount.value', message: '数量应大于 0。' }] })
    const error = await refused(get('/incidents'))
    expect(error.status).toBe(422)
    expect(error.message).toBe('有一处需要改正。')
    expect(error.problems[0]?.field).toBe('amount.value')
  })
  it('says a sentence even when a proxy answers with a page', async () => {
    answer(502, '<html>Bad gateway</html>', 'text/html')
    expect((await refused(get('/desk'))).message).toBe('连不上服务器，请检查网络；未保存的内容仍在本页。')
  })
  it('says that no server answered', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('Failed to fetch'))))
    const error = await refused(get('/desk'))
    expect(error.status).toBe(0)
    expect(asMessage(error)).toContain('连不上服务器')
  })
  it('tells when the session has ended, but not when it only asks for it', async () => {
    const told = vi.fn()
    onSignedOut(told)
    answer(401, { message: '请先登录。' })
    await refused(get('/session'))
    expect(told).not.toHaveBeenCalled()
    await refused(get('/desk'))
    expect(told).toHaveBeenCalledOnce()
  })
})
