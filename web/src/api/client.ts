/**
 * The one way to the server: paths are relative to /api/v1, answers are JSON, refusals are ApiError.
 *
 *   const desk = await get<Desk>('/desk')
 *   const list = await get<Rows>('/registers/depots/rows', { query: { page: 2, district: ['500101'] } })
 *   await patch('/incidents/7', { name: '…', version: 3 })
 */
import { language } from '@/i18n/language'
import { ApiError, useErrorTexts, type Problem } from './errors'

export const API = '/api/v1'
const TIMEOUT_MS = 30_000

export type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[]
export type Query = Readonly<Record<string, QueryValue>>

export interface Options {
  readonly query?: Query
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/** Address of something to download or to hand to the browser (`<a href>`, EventSource). */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    const values = Array.isArray(value) ? value : [value]
    for (const one of values as readonly QueryValue[]) {
      if (one !== null && one !== undefined && one !== '') search.append(name, String(one))
    }
  }
  const tail = search.toString()
  return `${API}${path}${tail ? `?${tail}` : ''}`
}

function cookie(name: string): string {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}

/** For what is fetched otherwise than by `post`: a file that is made on asking. */
export const csrfToken = (): string => cookie('csrftoken')

type Listener = () => void
const signedOut = new Set<Listener>()
/** Called when the server no longer knows the session. */
export function onSignedOut(listener: Listener): void {
  signedOut.add(listener)
}

/** For what does not come through here: the live stream. */
export function saySignedOut(): void {
  signedOut.forEach((listener) => listener())
}

async function refusal(answer: Response): Promise<ApiError> {
  const t = useErrorTexts()
  let message = answer.status === 503 ? t.unavailable : t.unexpected(answer.status)
  let problems: readonly Problem[] = []
  let body: Record<string, unknown> = {}
  if (answer.headers.get('content-type')?.includes('json')) {
    body = ((await answer.json().catch(() => null)) ?? {}) as Record<string, unknown>
    if (typeof body.message === 'string' && body.message) message = body.message
    if (Array.isArray(body.problems)) problems = body.problems as readonly Problem[]
  } else if ([502, 504].includes(answer.status)) {
    message = t.unreachable
  }
  return new ApiError(answer.status, message, problems, body)
}

async function ask<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language.value }
  if (method !== 'GET') headers['X-CSRFToken'] = cookie('csrftoken')
  const isForm = body instanceof FormData
  if (body !== undefined && !isForm) headers['Content-Type'] = 'application/json'
  const late = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS)
  let answer: Response
  try {
    answer = await fetch(address(path, options.query), {
      method,
      headers,
      body: body === undefined ? null : isForm ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: options.signal ? AbortSignal.any([options.signal, late]) : late,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    const t = useErrorTexts()
    throw new ApiError(0, late.aborted ? t.late : t.unreachable)
  }
  if (!answer.ok) {
    if (answer.status === 401 && path !== '/session') saySignedOut()
    throw await refusal(answer)
  }
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

export const get = <T>(path: string, options: Options = {}): Promise<T> => ask<T>('GET', path, undefined, options)
export const post = <T>(path: string, body: unknown = {}, options: Options = {}): Promise<T> =>
  ask<T>('POST', path, body, options)
export const put = <T>(path: string, body: unknown, options: Options = {}): Promise<T> => ask<T>('PUT', path, body, options)
export const patch = <T>(path: string, body: unknown, options: Options = {}): Promise<T> =>
  ask<T>('PATCH', path, body, options)
/** `delete` is a reserved word. */
export const remove = (path: string, options: Options = {}): Promise<void> => ask('DELETE', path, undefined, options)
