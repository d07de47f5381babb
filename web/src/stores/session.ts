/** Who is signed in and what they may do. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { get, onSignedOut, patch, post, remove } from '@/api/client'
import { ApiError, asMessage } from '@/api/errors'
import type { DemoAccounts, SessionAnswer, User } from '@/api/types'
import { setLanguage, type Language } from '@/i18n/language'

export const useSession = defineStore('session', () => {
  const user = shallowRef<User | null>(null)
  /** Why nobody is known to be signed in, when it is not simply "not yet". */
  const problem = ref('')
  /** The session ended under the person's hands. */
  const ended = ref(false)
  /** Only a server that shows demo data names its log-ins. */
  const demoAccounts = shallowRef<DemoAccounts | null>(null)
  let asked: Promise<void> | null = null

  async function ask(): Promise<void> {
    try {
      user.value = (await get<SessionAnswer>('/session')).user
      problem.value = ''
    } catch (error) {
      user.value = null
      if (error instanceof ApiError && error.status === 401) {
        problem.value = ''
        demoAccounts.value = (error.body.demo_accounts as DemoAccounts | undefined) ?? null
      } else {
        problem.value = asMessage(error)
        // Unknown is not signed out: ask again at the next step.
        asked = null
      }
    }
  }

  /** Ask the server once who this is. */
  const ensure = (): Promise<void> => (asked ??= ask())

  async function signIn(username: string, password: string): Promise<void> {
    user.value = (await post<SessionAnswer>('/session', { username, password })).user
    asked = Promise.resolve()
    ended.value = false
    problem.value = ''
  }

  async function signOut(): Promise<void> {
    await remove('/session')
    // Everything in memory belonged to the person who leaves.
    location.assign('/login')
  }

  async function chooseLanguage(value: Language): Promise<void> {
    setLanguage(value)
    // Kept on the server only for documents and messages; the screen does not wait for it.
    if (user.value) await patch('/session', { language: value }).catch(() => undefined)
  }

  onSignedOut(() => {
    if (user.value) ended.value = true
    user.value = null
  })

  const rights = computed(() => new Set(user.value?.rights ?? []))
  const may = (right: string): boolean => rights.value.has(right) || rights.value.has('*')

  return { user, demoAccounts, problem, ended, ensure, signIn, signOut, chooseLanguage, may }
})
