/** What charts have in common: inks, axes, the band of a forecast, a dashed limit. Drawn by `ui/Chart.vue`. */
import { formatNumber } from './number'

export type ChartOption = Readonly<Record<string, unknown>>
export type Pair = [number, number | null]
/** The same figures as words: shown in place of the picture, and read out under the keyboard's cursor. */
export interface ChartTable {
  readonly head: readonly string[]
  readonly rows: readonly { readonly x: number; readonly y?: number; readonly cells: readonly string[] }[]
}

export const CHART_INK = { text: '#22303a', quiet: '#5b6b75', water: '#0b7a8c', model: '#5f2f92', band: '#8f86c9', grid: '#e7ecee' } as const
const DAY = '{MM}-{dd}'
const CLOCK = '{HH}:{mm}'
const FONT = { fontSize: 11, color: CHART_INK.quiet }

interface Axis {
  readonly type?: string
  readonly axisLabel?: ChartOption
  readonly [key: string]: unknown
}

/** An axis as every chart draws it; what the chart itself says goes before. */
function dressedAxis(axis: Axis): ChartOption {
  const label =
    axis.type === 'time'
      ? { hideOverlap: true, formatter: { year: DAY, month: DAY, day: DAY, hour: CLOCK, minute: CLOCK } }
      : { formatter: (value: number) => formatNumber(value) }
  return { nameTextStyle: FONT, splitLine: { show: axis.type !== 'time', lineStyle: { color: CHART_INK.grid } }, ...axis, axisLabel: { ...FONT, ...label, ...axis.axisLabel } }
}

export function dressed(option: ChartOption): ChartOption {
  const { xAxis, yAxis, legend, tooltip, ...rest } = option as { xAxis?: Axis; yAxis?: Axis; legend?: ChartOption; tooltip?: ChartOption }
  return {
    animation: false,
    ...rest,
    // Within its own box: beside a narrow panel it would be cut off.
    ...(tooltip ? { tooltip: { confine: true, ...tooltip } } : {}),
    ...(legend ? { legend: { top: 0, left: 56, itemWidth: 18, itemHeight: 8, textStyle: { fontSize: 12 }, ...legend } } : {}),
    xAxis: dressedAxis({ ...xAxis, splitLine: { show: false } }),
    yAxis: dressedAxis({ ...yAxis }),
  }
}

/** The unit stands left of its axis: above the plot it would lie under the word at the line of now. */
export function unitAxis(unit: string): ChartOption {
  return { name: unit, nameGap: 8, nameTextStyle: { ...FONT, align: 'right', padding: [0, 8, 0, 0] } }
}

/** Two silent lines, the upper stacked upon the lower: the room between them is the band. */
export function band(low: readonly Pair[], high: readonly Pair[], color: string = CHART_INK.band, opacity = 0.35): ChartOption[] {
  const silent = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true }
  const height = high.map(([x, value], i): Pair => [x, value === null ? null : value - (low[i]?.[1] ?? 0)])
  return [{ ...silent, data: low }, { ...silent, data: height, areaStyle: { color, opacity } }]
}

export function pairs(x: readonly number[], values: readonly (number | null)[]): Pair[] {
  return x.map((at, i) => [at, values[i] ?? null])
}

/** Lines across the chart, as `markLine` of a series. */
export function lines(data: readonly ChartOption[]): ChartOption {
  return { silent: true, symbol: 'none', animation: false, data }
}

export function limitLine(value: number, name: string): ChartOption {
  return {
    yAxis: value,
    lineStyle: { type: 'dashed', color: CHART_INK.text, width: 1.5 },
    label: { formatter: name, position: 'insideStartTop', color: CHART_INK.text, fontSize: 11 },
  }
}
