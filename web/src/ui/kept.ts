/**
 * What a person has typed and not sent, kept in this browser under his name: it outlives a closed tab and is offered when
 * the form is opened again. Nobody else who signs in here is shown it; after three days it is forgotten.
 *   const kept = useKeptDraft('duty_entry', draft)      <DraftOffer :of="kept" />      kept.settle() once it was sent
 */
import { shallowRef, watch, type ShallowRef } from 'vue'
import { useSession } from '@/stores/session'

interface Kept<Draft> {
  readonly at: string
  readonly draft: Draft
}
export interface KeptDraft {
  /** When the draft on offer was last touched; null when there is none. */
  readonly offered: ShallowRef<string | null>
  readonly restore: () => void
  readonly discard: () => void
  /** The form was sent: nothing is kept of it. */
  readonly settle: () => void
}

const DAYS = 3
const keyOf = (name: string): string => `shangyou.draft.${useSession().user?.id ?? 'nobody'}.${name}`

export function readKept<Draft extends object>(name: string): Kept<Partial<Draft>> | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(name)) ?? 'null') as Kept<Partial<Draft>> | null
    if (kept && typeof kept.draft === 'object' && Date.now() - Date.parse(kept.at) < DAYS * 86_400_000) return kept
  } catch {
    // Written by another version, or not by us: then there is none.
  }
  return null
}
export function writeKept(name: string, draft: object): void {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify({ at: new Date().toISOString(), draft }))
  } catch {
    // A full or closed storage takes the help away, not the form.
  }
}
export const dropKept = (name: string): void => localStorage.removeItem(keyOf(name))

/** `name` null: nothing is kept (a correction begins from what stands, not from what was left). */
export function useKeptDraft<Draft extends object>(name: string | null, draft: Draft): KeptDraft {
  const kept = name === null ? null : readKept<Draft>(name)
  const offered = shallowRef(kept?.at ?? null)
  const blank = JSON.stringify(draft)
  let sent = false
  watch(
    () => JSON.stringify(draft),
    (now) => {
      if (name === null || sent) return
      if (now === blank) dropKept(name)
      else writeKept(name, draft)
    },
  )
  return {
    offered,
    restore: () => {
      if (kept) Object.assign(draft, kept.draft)
      offered.value = null
    },
    discard: () => {
      if (name !== null) dropKept(name)
      offered.value = null
    },
    settle: () => {
      sent = true
      if (name !== null) dropKept(name)
    },
  }
}
