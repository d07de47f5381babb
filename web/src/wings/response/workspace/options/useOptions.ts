/** Options of the forecast on screen: what is drawn, what was computed, what the map must know. */
import { computed, inject, onBeforeUnmount, provide, ref, watch, type InjectionKey } from 'vue'
import { get, post } from '@/api/client'
import { asMessage, problemsOf } from '@/api/errors'
import { useResource } from '@/api/resource'
import type { LonLat } from '@/map/geodesy'
import { useOptionTexts } from '@/texts/options'
import { formKey } from '@/ui/formKey'
import { localInput, withOffset } from '../../format'
import type { Workspace } from '../useWorkspace'
import { passage } from './numbers'
import type { DraftMeasure, Kind, Option, Options, Space } from './types'

const OPTIONS = Symbol('options') as InjectionKey<OptionsState>
export type OptionsState = ReturnType<typeof createOptions>

export function provideOptions(workspace: Workspace): OptionsState {
  const state = createOptions(workspace)
  provide(OPTIONS, state)
  return state
}

export function useOptions(): OptionsState {
  const state = inject(OPTIONS)
  if (!state) throw new Error('useOptions() is for parts of IncidentWorkspace')
  return state
}

const MINUTE_MS = 60_000
const HALF_HOUR_MS = 30 * MINUTE_MS

function createOptions(workspace: Workspace) {
  const t = useOptionTexts()
  const base = (): string => `/incidents/${workspace.id.value}/options`
  const list = useResource(() => get<Options>(base(), { query: { forecast: workspace.shownId.value } }))
  const draft = ref<DraftMeasure[]>([])
  const title = ref('')
  const selectedId = ref<number | null>(null)
  const removed = ref<Option | null>(null)
  /** The kind being drawn, or the draft measure whose place is being picked. */
  const drawing = ref<Kind | null>(null)
  const moving = ref<number | null>(null)
  const busy = ref<'compute' | 'propose' | 'adopt' | null>(null)
  const failure = ref('')
  const problems = ref<Readonly<Record<string, string>>>({})
  const picking = computed(() => drawing.value !== null || moving.value !== null)
  const shown = ref(false)
  let serial = 0
  let key = formKey()

  const rows = computed(() => list.data?.rows ?? [])
  const selected = computed(() => rows.value.find((row) => row.id === selectedId.value) ?? null)

  watch(
    [shown, () => workspace.shownId.value],
    ([visible]) => {
      if (visible && workspace.shownId.value !== null) void list.reload()
      if (!visible) stop()
    },
    { immediate: true },
  )

  /** When the plume passes a place, from the frames of the map. */
  function passes(point: LonLat | null): { from: number; until: number } | null {
    const plume = workspace.plume.data
    if (!plume || !point || plume.points.length === 0) return null
    const far = (p: LonLat): number => (p.lon - point.lon) ** 2 + (p.lat - point.lat) ** 2
    const nearest = plume.points.reduce((best, p, i) => (far(p) < far(plume.points[best]!) ? i : best), 0)
    const seconds = passage(plume.times_s, plume.values, nearest)
    if (!seconds) return null
    const start = Date.parse(plume.start)
    return { from: start + seconds[0] * 1000, until: start + seconds[1] * 1000 }
  }

  function timesFor(point: LonLat | null, ready = 0): { from: string; until: string } {
    const here = passes(point)
    const from = Math.max(here?.from ?? Date.now(), ready)
    const until = Math.max(here?.until ?? 0, from + 2 * HALF_HOUR_MS)
    const round = (ms: number, up: boolean): string =>
      localInput(new Date((up ? Math.ceil : Math.floor)(ms / HALF_HOUR_MS) * HALF_HOUR_MS))
    return { from: round(from, ready > (here?.from ?? 0)), until: round(until, true) }
  }

  function add(kind: Kind, point: LonLat | null): DraftMeasure {
    const measure: DraftMeasure = {
      key: (serial += 1), kind, point, label: '', space: null, receptor: '',
      ...timesFor(point), percent: kind === 'dose' ? '80' : kind === 'divert' ? '50' : '',
      discharge: '', capacity: '', ratio: '', held: 'back',
    }
    draft.value.push(measure)
    problems.value = {}
    return measure
  }

  function begin(kind: Kind): void {
    failure.value = ''
    moving.value = null
    if (kind === 'close') {
      drawing.value = null
      const measure = add('close', null)
      const first = list.data?.receptors.find((row) => row.kind === 'intake')
      if (first) closeAt(draft.value.find((m) => m.key === measure.key)!, first.id)
      return
    }
    drawing.value = drawing.value === kind ? null : kind
  }

  function closeAt(measure: DraftMeasure, id: string): void {
    const row = list.data?.receptors.find((r) => r.id === id)
    measure.receptor = id
    measure.point = row?.point ?? null
    const from = row?.above_from.p05 ?? row?.arrival.p05
    const until = row?.above_until.p95
    Object.assign(measure, timesFor(measure.point))
    if (from) measure.from = localInput(new Date(Date.parse(from) - HALF_HOUR_MS))
    if (until) measure.until = localInput(new Date(Date.parse(until) + HALF_HOUR_MS))
  }

  function put(measure: DraftMeasure, point: LonLat, space: Space | null = null, label = ''): void {
    measure.point = point
    measure.space = space?.id ?? null
    measure.label = space?.name ?? label
    Object.assign(measure, timesFor(point, space ? Date.parse(space.ready) : 0))
    if (space) measure.capacity = String(space.capacity_m3)
  }

  function pick(point: LonLat): void {
    if (drawing.value !== null) {
      add(drawing.value, point)
      drawing.value = null
    } else if (moving.value !== null) {
      const measure = draft.value.find((m) => m.key === moving.value)
      if (measure) put(measure, point)
      moving.value = null
    }
  }

  function stop(): void {
    drawing.value = null
    moving.value = null
  }

  function undo(): void {
    if (picking.value) stop()
    else if (draft.value.length > 0) draft.value.pop()
    else if (removed.value) void restore()
    problems.value = {}
  }

  function drop(key: number): void {
    draft.value = draft.value.filter((m) => m.key !== key)
    problems.value = {}
  }

  function discard(): void {
    draft.value = []
    title.value = ''
    problems.value = {}
    failure.value = ''
    stop()
  }

  const number = (text: string, scale = 1): number | string | null => {
    if (text.trim() === '') return null
    const value = Number(text)
    return Number.isFinite(value) ? value * scale : text
  }

  function asked(measure: DraftMeasure): Record<string, unknown> {
    const when = { kind: measure.kind, from: time(measure.from), until: time(measure.until) }
    if (measure.kind === 'close') return { ...when, receptor: measure.receptor || null }
    const where = { point: measure.point, label: measure.label || null, space: measure.space }
    const capacity = { capacity_m3: number(measure.capacity) }
    switch (measure.kind) {
      case 'divert':
        return { ...when, ...where, ...capacity, fraction: number(measure.percent, 0.01) }
      case 'dam':
        return { ...when, ...where, ...capacity, held: measure.held }
      case 'dose':
        return { ...when, ...where, fraction: number(measure.percent, 0.01), reagent_ratio: number(measure.ratio) }
      case 'release':
        return { ...when, ...where, discharge_m3_s: number(measure.discharge) }
    }
  }
  const time = (local: string): string | null => (local ? withOffset(local) : null)

  async function doing(what: 'compute' | 'propose' | 'adopt', action: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = what
    failure.value = ''
    problems.value = {}
    try {
      await action()
    } catch (error) {
      const found = problemsOf(error)
      problems.value = Object.fromEntries(found.map((p) => [p.field, p.message]))
      const loose = found.filter((p) => !p.field.startsWith('measures['))
      failure.value = found.length === 0 ? asMessage(error) : loose.map((p) => p.message).join(' ')
    } finally {
      busy.value = null
    }
  }

  const send = (): Promise<void> =>
    doing('compute', async () => {
      const made = await post<Option>(base(), {
        idempotency_key: key,
        forecast: list.data?.forecast,
        title: title.value,
        measures: draft.value.map(asked),
      })
      key = formKey()
      discard()
      await list.reload()
      selectedId.value = made.id
    })

  let withdraw: (() => void) | null = null
  const propose = (crews: number): Promise<void> =>
    doing('propose', async () => {
      const root = base()
      const asked = post<Option>(
        `${root}/propose`,
        { idempotency_key: formKey(), forecast: list.data?.forecast, crews, title: '' },
        { timeoutMs: 60_000 },
      )
      const made = await Promise.race([asked, new Promise<null>((resolve) => (withdraw = () => resolve(null)))])
      withdraw = null
      if (made) {
        await list.reload()
        selectedId.value = made.id
        return
      }
      // The server finishes what it began (ten seconds at most); what comes of it is put aside unseen.
      void asked.then((late) => post(`${root}/${late.id}/remove`)).then(() => list.reload(), () => undefined)
    })
  const cancelProposal = (): void => withdraw?.()

  const adopt = (option: Option): Promise<void> =>
    doing('adopt', async () => {
      await post(`${base()}/${option.id}/adopt`, undefined, { timeoutMs: 60_000 })
      await Promise.all([list.reload(), workspace.refresh()])
    })

  async function remove(option: Option): Promise<void> {
    try {
      await post(`${base()}/${option.id}/remove`)
      removed.value = option
      if (selectedId.value === option.id) selectedId.value = null
      await list.reload()
    } catch (error) {
      failure.value = asMessage(error)
    }
  }

  async function restore(): Promise<void> {
    if (!removed.value) return
    await post(`${base()}/${removed.value.id}/restore`)
    removed.value = null
    await list.reload()
  }

  function onEscape(event: KeyboardEvent): void {
    if (event.key === 'Escape' && picking.value) {
      event.stopPropagation()
      stop()
    }
  }
  window.addEventListener('keydown', onEscape, true)
  onBeforeUnmount(() => window.removeEventListener('keydown', onEscape, true))

  return {
    t, list, rows, draft, title, selected, selectedId, removed, drawing, moving, busy, failure, problems, picking, shown,
    passes, begin, closeAt, put, pick, stop, undo, drop, discard, send, propose, cancelProposal, adopt, remove, restore,
  }
}
