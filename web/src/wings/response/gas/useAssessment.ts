/** The assessment on screen: opened, run, compared, looked at over time; what an incident brings along. */
import { computed, ref, shallowRef } from 'vue'
import { get, post } from '@/api/client'
import { ApiError, asMessage, problemsOf, type Problem } from '@/api/errors'
import type { LonLat } from '@/map/geodesy'
import { useGasTexts } from '@/texts/gas'
import { formKey } from '@/ui/formKey'
import type { Assessment, Choices, Fire, Frames, GasForm } from './types'

/** As much of an incident as a gas assessment begins from. */
export interface FromIncident {
  readonly id: number
  readonly number: string
  readonly name: string
  readonly substance: string | null
  readonly started_at: string
  readonly point: LonLat
}

/** What a gas alarm fills in, and what nobody knows yet. */
export interface FromAlarm {
  readonly alarm: { readonly id: number; readonly headline: string; readonly station: string; readonly incident: number | null; readonly incident_number: string }
  readonly form: Partial<GasForm> & { readonly point: LonLat }
  readonly sentences: readonly string[]
}

export function useAssessment() {
  const t = useGasTexts()
  const result = shallowRef<Assessment | null>(null)
  const ghost = shallowRef<Assessment | null>(null)
  const frames = shallowRef<Frames | null>(null)
  const choices = shallowRef<Choices | null>(null)
  const from = shallowRef<Partial<GasForm> | null>(null)
  const incident = shallowRef<FromIncident | null>(null)
  const alarm = shallowRef<FromAlarm | null>(null)
  const problems = ref<readonly Problem[]>([])
  const message = ref('')
  const openProblem = ref('')
  const busy = ref(false)
  let key = formKey()

  async function loadChoices(): Promise<void> {
    choices.value = await get<Choices>('/gas/choices').catch(() => choices.value)
  }
  function hold(of: Assessment): void {
    result.value = of
    frames.value = null
  }
  async function run(body: Record<string, unknown>): Promise<Assessment | null> {
    busy.value = true
    problems.value = []
    message.value = ''
    try {
      const made = await post<Assessment>('/gas/assessments', {
        ...body, incident: incident.value?.id ?? null, alarm: alarm.value?.alarm.id ?? null, idempotency_key: key,
      })
      key = formKey()
      if (result.value) ghost.value = null
      hold(made)
      return made
    } catch (error) {
      problems.value = problemsOf(error)
      message.value = asMessage(error)
      if (error instanceof ApiError && error.status === 422) key = formKey()
      return null
    } finally {
      busy.value = false
    }
  }
  function missing(found: readonly Problem[]): void {
    problems.value = found
    message.value = t.fix
  }
  async function open(id: string): Promise<Assessment | null> {
    openProblem.value = ''
    try {
      const found = await get<Assessment>(`/gas/assessments/${id}`)
      from.value = found.form
      hold(found)
      return found
    } catch (error) {
      openProblem.value = asMessage(error)
      return null
    }
  }
  async function again(): Promise<void> {
    const of = result.value
    if (of) result.value = await get<Assessment>(`/gas/assessments/${of.id}`).catch(() => result.value)
  }
  async function overlay(id: string): Promise<void> {
    ghost.value = id ? await get<Assessment>(`/gas/assessments/${id}`).catch(() => null) : null
  }
  async function overTime(): Promise<void> {
    const of = result.value
    if (!of || frames.value) return
    const found = await get<Frames>(`/gas/assessments/${of.id}/frames`).catch((error: unknown) => {
      openProblem.value = asMessage(error)
      return null
    })
    if (result.value?.id === of.id) frames.value = found
  }
  async function fromIncident(id: string): Promise<FromIncident | null> {
    try {
      const found = await get<{ id: number; number: string; name: string; substance: { key: string | null } | null; point: LonLat; started_at: string }>(`/incidents/${encodeURIComponent(id)}`)
      incident.value = { id: found.id, number: found.number, name: found.name, substance: found.substance?.key ?? null, point: found.point, started_at: found.started_at }
      from.value = { point: found.point, started_at: found.started_at, ...(found.substance?.key ? { substance: found.substance.key } : {}) }
    } catch (error) {
      openProblem.value = asMessage(error)
    }
    return incident.value
  }
  async function fromAlarm(id: string, fill: boolean): Promise<FromAlarm | null> {
    try {
      alarm.value = await get<FromAlarm>(`/alarms/${encodeURIComponent(id)}/gas`)
      if (fill) from.value = alarm.value.form
    } catch (error) {
      openProblem.value = asMessage(error)
    }
    return alarm.value
  }
  function addFire(fire: Fire): void {
    if (result.value) result.value = { ...result.value, fires: [...result.value.fires, fire] }
  }
  const hasFrames = computed(() => (frames.value?.times_s.length ?? 0) > 1)
  return {
    result, ghost, frames, choices, from, incident, alarm, problems, message, openProblem, busy, hasFrames,
    loadChoices, run, missing, open, again, overlay, overTime, fromIncident, fromAlarm, addFire,
  }
}
