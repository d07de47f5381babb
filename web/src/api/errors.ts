/** What the server says when it refuses: one sentence, and the fields it is about. */
import { defineTexts } from '@/i18n/language'

export interface Problem {
  /** Dotted path of the JSON field, or "" for the whole. */
  readonly field: string
  readonly message: string
}

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when no server answered. */
    readonly status: number,
    message: string,
    readonly problems: readonly Problem[] = [],
    /** The whole answer, for the few that say more (demo log-ins, the newer version). */
    readonly body: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

export const useErrorTexts = defineTexts(
  {
    unreachable: '连不上服务器，请检查网络；未保存的内容仍在本页。',
    late: '服务器超过时限没有回答，请稍后再试。',
    unavailable: '服务暂不可用（数据库或后台停止），请稍后再试。',
    unexpected: (status: number) => `服务器出错（${status}），已记录；请重试或联系管理员。`,
    stopped: '已取消。',
    unknown: '页面出错，请刷新后再试。',
  },
  {
    unreachable: 'The server cannot be reached; check the network. What you have not saved is still on this page.',
    late: 'The server did not answer in time; try again shortly.',
    unavailable: 'The service is not available (database or worker stopped); try again shortly.',
    unexpected: (status: number) => `The server failed (${status}) and has recorded it; retry or tell the administrator.`,
    stopped: 'Cancelled.',
    unknown: 'This page failed; reload and try again.',
  },
)

/** One sentence for the person, whatever was thrown. */
export function asMessage(error: unknown): string {
  if (error instanceof ApiError) return error.message
  const t = useErrorTexts()
  if (error instanceof DOMException && error.name === 'AbortError') return t.stopped
  return t.unknown
}

export function statusOf(error: unknown): number | null {
  return error instanceof ApiError ? error.status : null
}

export function problemsOf(error: unknown): readonly Problem[] {
  return error instanceof ApiError ? error.problems : []
}
