/** What every map shares: ground, rivers and the list of layers, asked for once a session. */
import { reactive, ref, shallowReactive, shallowRef, watch, type Ref } from 'vue'
import { get } from '@/api/client'
import { asMessage } from '@/api/errors'
import type { LegendEntry } from './layers/FeaturesLayer.vue'

export interface MapLayer {
  readonly id: string
  readonly group: string
  readonly title: string
  readonly kind: 'point' | 'line' | 'polygon'
  readonly count: number
  readonly url: string
  readonly default_on: boolean
  readonly symbol: { readonly shape: string; readonly colour: string }
  readonly legend: readonly LegendEntry[]
  readonly by: string | null
}

export interface MapBase {
  readonly bounds: readonly [number, number, number, number]
  readonly districts: GeoJSON.FeatureCollection | null
  readonly reaches: GeoJSON.FeatureCollection
  readonly label: string
}

interface BaseAnswer {
  readonly bounds: readonly [number, number, number, number]
  readonly districts: string | null
  readonly label: string
}

let basePromise: Promise<MapBase> | null = null

async function fetchBase(): Promise<MapBase> {
  const [base, reaches] = await Promise.all([
    get<BaseAnswer>('/map/base'),
    get<GeoJSON.FeatureCollection>('/registers/reaches/features'),
  ])
  let districts: GeoJSON.FeatureCollection | null = null
  if (base.districts) {
    const answer = await fetch(base.districts)
    // Outlines only help the eye: without them the rivers still stand.
    if (answer.ok) districts = (await answer.json()) as GeoJSON.FeatureCollection
  }
  return { bounds: base.bounds, districts, reaches, label: base.label }
}

export function useMapBase(): { base: Ref<MapBase | null>; problem: Ref<string>; retry: () => void } {
  const base = shallowRef<MapBase | null>(null)
  const problem = ref('')
  function load(): void {
    problem.value = ''
    basePromise ??= fetchBase()
    basePromise.then(
      (value) => (base.value = value),
      (error: unknown) => {
        basePromise = null
        problem.value = asMessage(error)
      },
    )
  }
  load()
  return { base, problem, retry: load }
}

const STORE_KEY = 'shangyou.map.layers'

function remembered(): string[] | null {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(STORE_KEY) ?? 'null')
    return Array.isArray(list) ? list.filter((id): id is string => typeof id === 'string') : null
  } catch {
    return null
  }
}

/** Layers of registers: the list, which are on, and the features of those that are. */
export function useMapLayers(options: { only?: readonly string[]; remember?: boolean } = {}): {
  layers: Ref<readonly MapLayer[]>
  on: Ref<string[]>
  features: Map<string, GeoJSON.FeatureCollection>
  loading: Set<string>
  failed: Map<string, string>
  problem: Ref<string>
  retry: (id: string) => void
  reload: () => void
} {
  const layers = shallowRef<readonly MapLayer[]>([])
  const on = ref<string[]>([])
  const features = shallowReactive(new Map<string, GeoJSON.FeatureCollection>())
  const loading = reactive(new Set<string>())
  const failed = reactive(new Map<string, string>())
  const problem = ref('')

  async function load(id: string): Promise<void> {
    const layer = layers.value.find((candidate) => candidate.id === id)
    if (!layer || features.has(id) || loading.has(id)) return
    loading.add(id)
    failed.delete(id)
    try {
      features.set(id, await get<GeoJSON.FeatureCollection>(layer.url.replace(/^\/api\/v1/, '')))
    } catch (error) {
      failed.set(id, asMessage(error))
    } finally {
      loading.delete(id)
    }
  }

  watch(
    on,
    (ids) => {
      if (options.remember !== false) localStorage.setItem(STORE_KEY, JSON.stringify(ids))
      ids.forEach((id) => void load(id))
    },
    { deep: true },
  )
  function reload(): void {
    problem.value = ''
    get<{ rows: MapLayer[] }>('/map/layers').then(
      ({ rows }) => {
        layers.value = options.only ? rows.filter((row) => options.only?.includes(row.id)) : rows
        const known = new Set(layers.value.map((row) => row.id))
        const before = options.remember === false ? null : remembered()?.filter((id) => known.has(id))
        on.value =
          before ?? layers.value.filter((row) => options.only || row.default_on).map((row) => row.id)
      },
      (error: unknown) => (problem.value = asMessage(error)),
    )
  }
  reload()
  return { layers, on, features, loading, failed, problem, retry: (id) => void load(id), reload }
}
