/** The one door to MapLibre: without the worker address the map stays blank under a bundler. */
import 'maplibre-gl/dist/maplibre-gl.css'
import { setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

setWorkerUrl(workerUrl)

export { LngLatBounds, Map as MapLibreMap, Marker, ScaleControl } from 'maplibre-gl'
export type {
  CustomLayerInterface,
  CustomRenderMethodInput,
  ExpressionSpecification,
  GeoJSONSource,
  MapMouseEvent,
  StyleSpecification,
} from 'maplibre-gl'
