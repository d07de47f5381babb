/** Everything the incident workspace shows, and what can be done to it. */
import { computed, inject, provide, reactive, ref, shallowRef, watch, type InjectionKey, type Ref } from 'vue'
import { get, patch, post } from '@/api/client'
import { asMessage } from '@/api/errors'
import { scaleFor } from '@/map/ramp'
import type { LonLat } from '@/map/geodesy'
import type { PlumeData } from '@/map/plume'
import type { SlickData } from '@/map/slick'
import { useResource, type Resource } from '@/api/resource'
import { ownWork } from './ownWork'
import type {
  Forecast,
  ForecastSummary,
  Incident,
  LogEntry,
  Plan,
  PlanLine,
  Receptor,
  Report,
  Rows,
  Sample,
  SampleRow,
  Series,
} from '../types'

/** A boom on the map: one end while it is being drawn, then two. */
export interface BoomLine {
  readonly id: string
  readonly title: string
  readonly ends: readonly LonLat[]
  readonly draft: boolean
}

const WORKSPACE = Symbol('workspace') as InjectionKey<Workspace>
export type Workspace = ReturnType<typeof createWorkspace>

export function provideWorkspace(id: Ref<string>): Workspace {
  const workspace = createWorkspace(id)
  provide(WORKSPACE, workspace)
  return workspace
}

export function useWorkspace(): Workspace {
  const workspace = inject(WORKSPACE)
  if (!workspace) throw new Error('useWorkspace() is for parts of IncidentWorkspace')
  return workspace
}

/** Keeps what was asked with the answer, so that no run is shown under the name of another. */
async function tagged<T>(of: string | null, answer: Promise<T>): Promise<{ of: string | null; value: T }> {
  return { of, value: await answer }
}

function ofShown<T>(shown: Ref<string | null>, resource: Resource<{ of: string | null; value: T }>) {
  const data = computed(() => (resource.data?.of === shown.value ? resource.data.value : null))
  const state = computed(() => {
    if (data.value !== null) return 'ready'
    return resource.state === 'failed' || resource.state === 'stale' ? 'failed' : resource.state === 'forbidden' ? 'forbidden' : 'loading'
  })
  return reactive({ data, state, problem: computed(() => resource.problem), reload: resource.reload })
}

/** Below this chance of passing its limit a receptor is not what must be looked at first. */
export const LEAST_PROBABILITY = 0.05

/** The first intake likely to pass its limit; without one, the first receptor that is; then simply the first intake. */
function firstToLookAt(rows: readonly Receptor[]): Receptor | undefined {
  const endangered = rows.filter((row) => (row.probability_above ?? 0) >= LEAST_PROBABILITY)
  const intakeOf = (among: readonly Receptor[]): Receptor | undefined => among.find((row) => row.kind === 'intake')
  return intakeOf(endangered) ?? endangered[0] ?? intakeOf(rows) ?? rows[0]
}

function createWorkspace(id: Ref<string>) {
  const incident = useResource(() => get<Incident>(`/incidents/${id.value}`))
  const log = useResource(() => get<Rows<LogEntry>>(`/incidents/${id.value}/log`))
  const plan = useResource(() => get<Plan>(`/incidents/${id.value}/plan`))
  const reports = useResource(() => get<Rows<Report>>(`/incidents/${id.value}/reports`))
  const forecasts = useResource(() => get<Rows<ForecastSummary>>(`/incidents/${id.value}/forecasts`))

  const samples = useResource(() => get<Rows<Sample>>(`/incidents/${id.value}/samples`))
  /** Set while a place on the map is asked for; the next click answers it. */
  const picking = shallowRef<((place: LonLat) => void) | null>(null)

  /** The oil on the map, that of a run laid over it, and the booms, while the tab of the oil is open. */
  const slick = shallowRef<SlickData | null>(null)
  const slickBeside = shallowRef<SlickData | null>(null)
  const boomLines = shallowRef<readonly BoomLine[]>([])

  /** The forecast looked at, and one laid beside it. */
  const shownId = ref<string | null>(null)
  const ghostId = ref<string | null>(null)
  const justMade = shallowRef<Forecast | null>(null)
  const forecast = ofShown(
    shownId,
    useResource((signal) => {
      // the answer to asking for a run is the run: once, it need not be asked for again
      const made = justMade.value?.id === shownId.value ? justMade.value : null
      justMade.value = null
      return tagged(shownId.value, made ? Promise.resolve(made) : get<Forecast>(`/forecasts/${shownId.value}`, { signal }))
    }),
  )
  const plume = ofShown(
    shownId,
    useResource((signal) => tagged(shownId.value, get<PlumeData>(`/forecasts/${shownId.value}/plume`, { signal }))),
  )
  const ghost = shallowRef<{ forecast: Forecast; plume: PlumeData } | null>(null)
  const ghostProblem = ref('')
  const scale = computed(() =>
    plume.data ? scaleFor(plume.data.limit_mg_l, plume.data.max_mg_l) : null,
  )

  const selectedId = ref<string | null>(null)
  const selected = computed<Receptor | null>(
    () => forecast.data?.receptors.find((row) => row.id === selectedId.value) ?? null,
  )
  const timeS = ref(0)
  const readOnly = computed(() => incident.data?.state === 'ended')
  /** What went wrong with the last thing done, in the server's words. */
  const failure = ref('')

  function may(right: string): boolean {
    return !readOnly.value && incident.data?.rights[right] === true
  }

  async function doing(action: () => Promise<void>): Promise<boolean> {
    failure.value = ''
    try {
      await action()
      return true
    } catch (error) {
      failure.value = asMessage(error)
      return false
    }
  }

  async function start(): Promise<void> {
    await incident.reload()
    // What is not there has no log, no plan and no reports either.
    if (!incident.data) return
    shownId.value ??= incident.data.current_forecast
    // an incident in the air has neither forecasts nor samples of a river; its plan is read by its tab
    const river = incident.data?.kind === 'air' ? [] : [plan.reload(), forecasts.reload(), samples.reload()]
    await Promise.all([log.reload(), reports.reload(), ...river])
  }

  async function reloadAll(): Promise<void> {
    const before = incident.data?.current_forecast
    // the plan of an incident in the air is read by its tab, and kept fresh once it is there
    const ofAir = plan.data ? [plan.reload()] : []
    const river = incident.data?.kind === 'air' ? ofAir : [plan.reload(), forecasts.reload(), samples.reload()]
    await Promise.all([incident.reload(), log.reload(), reports.reload(), ...river])
    const now = incident.data?.current_forecast ?? null
    // A new current run replaces the old one on screen only if that was what was looked at.
    if (now !== before && shownId.value === before) shownId.value = now
  }
  const { news: refresh, during } = ownWork(reloadAll)

  watch(shownId, async (value) => {
    if (value === null) return
    await Promise.all([forecast.reload(), plume.reload()])
    const rows = forecast.data?.receptors ?? []
    if (!rows.some((row) => row.id === selectedId.value))
      selectedId.value = firstToLookAt(rows)?.id ?? null
  })

  watch(ghostId, async (value) => {
    ghostProblem.value = ''
    if (value !== null && ghost.value?.forecast.id === value) return
    ghost.value = null
    if (value === null) return
    try {
      const [other, otherPlume] = await Promise.all([
        get<Forecast>(`/forecasts/${value}`),
        get<PlumeData>(`/forecasts/${value}/plume`),
      ])
      if (ghostId.value === value) ghost.value = { forecast: other, plume: otherPlume }
    } catch (error) {
      ghostProblem.value = asMessage(error)
    }
  })

  const seriesCache = new Map<string, Promise<Series>>()
  function series(forecastId: string, receptorId: string): Promise<Series> {
    const key = `${forecastId}/${receptorId}`
    let answer = seriesCache.get(key)
    if (!answer) {
      answer = get<Series>(`/forecasts/${forecastId}/receptors/${receptorId}/series`)
      answer.catch(() => seriesCache.delete(key))
      seriesCache.set(key, answer)
    }
    return answer
  }

  const addNote = (text: string): Promise<boolean> =>
    doing(async () => {
      await post(`/incidents/${id.value}/log`, { text })
      await log.reload()
    })

  const clockDone = (key: string): Promise<boolean> =>
    doing(async () => {
      await post(`/incidents/${id.value}/clocks/${key}/done`)
      await Promise.all([incident.reload(), log.reload(), reports.reload()])
    })

  const firstDone = (key: string): Promise<boolean> =>
    doing(async () => {
      await post(`/incidents/${id.value}/five-firsts/${key}/done`)
      await Promise.all([incident.reload(), log.reload()])
    })

  const end = (reason: string): Promise<boolean> =>
    doing(async () => {
      await post(`/incidents/${id.value}/end`, { reason })
      await refresh()
    })

  const changeLine = (line: PlanLine, state: PlanLine['state'], text?: string): Promise<boolean> =>
    doing(async () => {
      await patch(`/incidents/${id.value}/plan/lines/${line.id}`, {
        state,
        ...(text === undefined ? {} : { text }),
      })
      await Promise.all([plan.reload(), log.reload()])
    })

  /** Several lines alike, all or none. */
  const changeLines = (lines: readonly PlanLine[], state: PlanLine['state']): Promise<boolean> =>
    doing(async () => {
      await patch(`/incidents/${id.value}/plan/lines`, { lines: lines.map((line) => Number(line.id)), state })
      await Promise.all([plan.reload(), log.reload()])
    })

  const rebuildPlan = (forecastId: string): Promise<boolean> =>
    doing(async () => {
      await post(`/incidents/${id.value}/plan/rebuild`, { forecast: forecastId })
      await refresh()
    })

  /** From the newest assessment of the air. */
  const makeAirPlan = (): Promise<boolean> =>
    doing(async () => {
      await post(`/incidents/${id.value}/plan/rebuild`, {})
      await Promise.all([plan.reload(), log.reload(), incident.reload()])
    })

  /** A new run lies beside the one it is compared with, which is at hand already; nothing is replaced. */
  function putBeside(made: Forecast): void {
    const old = forecast.data && plume.data ? { forecast: forecast.data, plume: plume.data } : null
    justMade.value = made
    if (old) ghost.value = old
    ghostId.value = shownId.value
    shownId.value = made.id
  }
  const rerun = (title: string, assumptions: Record<string, unknown>): Promise<void> =>
    during(async () => putBeside(await post<Forecast>(`/incidents/${id.value}/forecasts`, { title, assumptions })))

  const recordSamples = (key: string, rows: readonly SampleRow[]): Promise<void> =>
    during(async () => {
      await post(`/incidents/${id.value}/samples`, { idempotency_key: key, rows })
    })

  /** The run shown, once more with every sample; the old one lies behind it. */
  const correctBySamples = (): Promise<void> =>
    during(async () => {
      if (shownId.value !== null) putBeside(await post<Forecast>(`/forecasts/${shownId.value}/correct`))
    })

  async function changeSample(sample: Sample, how: 'correct' | 'undo', body: Record<string, unknown> = {}): Promise<void> {
    await post(`/incidents/${id.value}/samples/${sample.id}/${how}`, body)
    await Promise.all([samples.reload(), log.reload()])
  }

  return {
    slick, slickBeside, boomLines, samples, picking, during, recordSamples, correctBySamples, changeSample,
    id, incident, log, plan, reports, forecasts, forecast, plume, scale,
    shownId, ghostId, ghost, ghostProblem, selectedId, selected, timeS, readOnly, failure,
    may, start, refresh, series, addNote, clockDone, firstDone, end, changeLine, changeLines, rebuildPlan, makeAirPlan, rerun,
  }
}
