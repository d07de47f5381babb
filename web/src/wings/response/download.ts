/** Fetch a file so that a refusal becomes a sentence instead of a broken download. */
import { address, csrfToken } from '@/api/client'
import { ApiError, useErrorTexts } from '@/api/errors'
import { language } from '@/i18n/language'
import { saveBlob } from '@/ui/file'

function nameFrom(header: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header ?? '')?.[1]
  return encoded ? decodeURIComponent(encoded) : null
}

/** With POST the server makes the file and writes down that it was taken. */
export async function download(path: string, fallbackName: string, method: 'GET' | 'POST' = 'GET'): Promise<void> {
  const t = useErrorTexts()
  let answer: Response
  try {
    answer = await fetch(address(path), {
      method,
      headers: { 'Accept-Language': language.value, ...(method === 'POST' ? { 'X-CSRFToken': csrfToken() } : {}) },
    })
  } catch {
    throw new ApiError(0, t.unreachable)
  }
  if (!answer.ok) {
    const body = (await answer.json().catch(() => null)) as { message?: string } | null
    throw new ApiError(answer.status, body?.message ?? t.unexpected(answer.status))
  }
  saveBlob(nameFrom(answer.headers.get('content-disposition')) ?? fallbackName, await answer.blob())
}
