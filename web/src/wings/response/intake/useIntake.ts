/** The answers of an intake form: kept while they are not submitted, checked before they are. */
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { post } from '@/api/client'
import { ApiError, asMessage, problemsOf, type Problem } from '@/api/errors'
import type { LonLat } from '@/map/geodesy'
import { useResponseTexts } from '@/texts/response'
import { formKey } from '@/ui/formKey'
import { dropKept, readKept, writeKept, type KeptDraft } from '@/ui/kept'
import { localInput, withOffset } from '../format'
import type { AmountUnit, Bank, Duplicate, Incident, Location, Season } from '../types'

export interface Draft {
  point: LonLat | null
  bank: Bank
  substance: string | null
  substanceName: string
  substanceUnknown: boolean
  substanceText: string
  amount: number | ''
  unit: AmountUnit
  amountUnknown: boolean
  started: string
  durationMin: number | ''
  cause: string
  callerName: string
  callerPhone: string
  callerOrganisation: string
  description: string
  season: Season | ''
  pool: number | ''
  factor: number | ''
  drill: boolean
  /** Sent with each try, so that a repeated submit is the same incident. */
  idempotencyKey: string
}

const KEY = 'shangyou.intake'
/** The copy that outlives the tab. */
const KEPT = 'intake'

function blank(): Draft {
  return {
    point: null,
    bank: 'unknown',
    substance: null,
    substanceName: '',
    substanceUnknown: false,
    substanceText: '',
    amount: '',
    unit: 't',
    amountUnknown: false,
    started: localInput(new Date()),
    durationMin: 30,
    cause: '',
    callerName: '',
    callerPhone: '',
    callerOrganisation: '',
    description: '',
    season: '',
    pool: '',
    factor: '',
    drill: false,
    idempotencyKey: formKey(),
  }
}

function stored(): Draft | null {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Partial<Draft> | null
    return draft && typeof draft === 'object' ? { ...blank(), ...draft } : null
  } catch {
    return null
  }
}

const worthKeeping = (draft: Draft): boolean =>
  draft.point !== null || draft.substance !== null || draft.amount !== '' || draft.description !== ''

/** Begin the form with what is written down elsewhere (the duty log); an unsent form keeps its own and gets the text. */
export function carryOver(facts: Partial<Draft>): void {
  const before = stored()
  const draft = before && worthKeeping(before)
    ? { ...before, description: [before.description, facts.description].filter(Boolean).join('\n') }
    : { ...blank(), ...facts }
  sessionStorage.setItem(KEY, JSON.stringify(draft))
}

export function useIntake() {
  const t = useResponseTexts()
  const before = stored()
  const draft = reactive<Draft>(before ?? blank())
  const restored = ref(before !== null && worthKeeping(before))
  const location = ref<Location | null>(null)
  const duplicates = ref<readonly Duplicate[]>([])
  const problems = ref<readonly Problem[]>([])
  const message = ref('')
  const busy = ref(false)

  let sent = false
  watch(
    draft,
    () => {
      if (sent) return
      sessionStorage.setItem(KEY, JSON.stringify(draft))
      if (worthKeeping(draft)) writeKept(KEPT, draft)
    },
    { deep: true },
  )
  /** Within a tab the form simply goes on; in a new one it is asked, for another call may have come. */
  const left = restored.value ? null : readKept<Draft>(KEPT)
  const offered = shallowRef(left?.at ?? null)
  const kept: KeptDraft = {
    offered,
    restore: () => {
      Object.assign(draft, blank(), left?.draft)
      restored.value = true
      offered.value = null
    },
    discard: () => {
      dropKept(KEPT)
      offered.value = null
    },
    settle: () => {
      sent = true
      sessionStorage.removeItem(KEY)
      dropKept(KEPT)
    },
  }

  const body = computed(() => ({
    point: draft.point,
    bank: draft.bank,
    substance: draft.substanceUnknown ? null : draft.substance,
    substance_text: draft.substanceText,
    amount: draft.amountUnknown || draft.amount === '' ? null : { value: draft.amount, unit: draft.unit },
    started_at: withOffset(draft.started),
    duration_s: draft.durationMin === '' ? 0 : Math.round(draft.durationMin * 60),
    name: null,
    cause: draft.cause,
    caller: { name: draft.callerName, phone: draft.callerPhone, organisation: draft.callerOrganisation },
    description: draft.description,
    hydrology: {
      season: draft.season || null,
      pool_level_m: draft.pool === '' ? null : draft.pool,
      discharge_factor: draft.factor === '' ? null : draft.factor,
    },
    drill: draft.drill,
    idempotency_key: draft.idempotencyKey,
  }))

  /** The three answers that cannot be left out, said in the words of the form. */
  function missing(): Problem[] {
    const list: Problem[] = []
    if (!draft.point) list.push({ field: 'point', message: t.placeMissing })
    if (!draft.substance && !draft.substanceUnknown) list.push({ field: 'substance', message: t.substanceMissing })
    if (draft.amount === '' && !draft.amountUnknown) list.push({ field: 'amount', message: t.amountMissing })
    return list
  }

  function clear(): void {
    Object.assign(draft, blank())
    restored.value = false
    location.value = null
    duplicates.value = []
    problems.value = []
    message.value = ''
    sessionStorage.removeItem(KEY)
    dropKept(KEPT)
  }

  let lookups = 0
  /** Ask what already lies near, once the place is known; the form never waits for it. */
  async function lookForDuplicates(): Promise<void> {
    lookups += 1
    const mine = lookups
    try {
      const answer = await post<{ duplicates: readonly Duplicate[] }>('/incidents/preview', body.value)
      if (mine === lookups) duplicates.value = answer.duplicates
    } catch {
      // Half a form is refused; duplicates are then simply not known yet.
      if (mine === lookups) duplicates.value = []
    }
  }

  async function submit(): Promise<Incident | null> {
    problems.value = missing()
    message.value = problems.value.length > 0 ? t.fixFields : ''
    if (problems.value.length > 0) return null
    busy.value = true
    try {
      const incident = await post<Incident>('/incidents', body.value)
      kept.settle()
      return incident
    } catch (error) {
      problems.value = problemsOf(error)
      message.value = asMessage(error)
      // What the server refused for its content is a new try; what it may have taken is not.
      if (error instanceof ApiError && error.status === 422) draft.idempotencyKey = formKey()
      return null
    } finally {
      busy.value = false
    }
  }

  return { draft, restored, kept, location, duplicates, problems, message, busy, submit, clear, lookForDuplicates }
}
