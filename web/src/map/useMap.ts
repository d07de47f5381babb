import { inject, onBeforeUnmount, type InjectionKey, type Ref, type ShallowRef } from 'vue'
import type { MapLibreMap } from './library'
import { floorId, INK, type Floor, type MapInk, type MapTheme } from './style'
import type { LonLat } from './geodesy'

export interface ClickedFeature {
  readonly layer: string
  readonly properties: Record<string, unknown>
  readonly place: LonLat
}

/** A layer whose features answer to the pointer. */
export interface Clickable {
  readonly layer: string
  readonly title: (properties: Record<string, unknown>) => string
  readonly open: (feature: ClickedFeature) => void
}

export interface MapContext {
  readonly map: ShallowRef<MapLibreMap | null>
  readonly theme: Readonly<Ref<MapTheme>>
  readonly clickables: Map<string, Clickable>
  /** While a tool owns the pointer, features do not open. */
  readonly pointerTool: Ref<string | null>
}

export const MAP_CONTEXT: InjectionKey<MapContext> = Symbol('map')

type Layer = Parameters<MapLibreMap['addLayer']>[0]
type SourceSpecification = Parameters<MapLibreMap['addSource']>[1]

export interface LayerTools {
  readonly map: MapLibreMap
  readonly ink: MapInk
  readonly theme: MapTheme
  source(id: string, source: SourceSpecification): void
  layer(layer: Layer, floor: Floor): void
  clickable(clickable: Clickable): void
  onRemove(undo: () => void): void
}

/**
 * For layer components inside `MapView`: the map is loaded when they are set up, and everything
 * added through the tools is taken away with the component.
 */
export function useMap(): LayerTools & { context: MapContext } {
  const context = inject(MAP_CONTEXT)
  const map = context?.map.value
  if (!context || !map) throw new Error('useMap() is for components inside <MapView>')
  const undo: (() => void)[] = []
  onBeforeUnmount(() => {
    // A map that is itself going away takes its layers along.
    if (context.map.value !== map) return
    for (const step of undo.reverse()) step()
  })
  return {
    context,
    map,
    theme: context.theme.value,
    ink: INK[context.theme.value],
    source(id, source) {
      map.addSource(id, source)
      undo.push(() => map.removeSource(id))
    },
    layer(layer, floor) {
      map.addLayer(layer, floorId(floor))
      undo.push(() => map.removeLayer(layer.id))
    },
    clickable(clickable) {
      context.clickables.set(clickable.layer, clickable)
      undo.push(() => context.clickables.delete(clickable.layer))
    },
    onRemove(step) {
      undo.push(step)
    },
  }
}

let serial = 0
/** Ids of sources and layers need only be different on one map. */
export function uniqueId(kind: string): string {
  serial += 1
  return `${kind}-${serial}`
}
