/** What each kind of leak asks for; the model's own rules check it, these only say which fields to show. */

export type ReleaseKind = 'continuous' | 'instantaneous' | 'tank' | 'pool' | 'jet'

export interface Field {
  readonly name: string
  readonly zh: string
  readonly en: string
  readonly unit?: string
  /** SI per unit shown: minutes to seconds is 60. */
  readonly scale?: number
  /** Added after scaling: degrees Celsius to kelvin. */
  readonly offset?: number
  readonly value?: number | string
  readonly required?: boolean
  readonly choices?: readonly { readonly value: string; readonly zh: string; readonly en: string }[]
  readonly helpZh?: string
  readonly helpEn?: string
}

const duration = (minutes: number): Field => ({
  name: 'duration_s', zh: '持续时间', en: 'duration', unit: 'min', scale: 60, value: minutes, required: true,
})
const height: Field = { name: 'height_m', zh: '离地高度', en: 'height above ground', unit: 'm', value: 1 }
const temperature: Field = {
  name: 'temperature_k', zh: '介质温度', en: 'temperature inside', unit: '°C', offset: 273.15,
  helpZh: '不填按气温', helpEn: 'air temperature when left empty',
}

export const KINDS: readonly { readonly id: ReleaseKind; readonly zh: string; readonly en: string; readonly fields: readonly Field[] }[] = [
  {
    id: 'tank', zh: '储罐、钢瓶、槽车', en: 'tank, cylinder, tanker',
    fields: [],
  },
  {
    id: 'continuous', zh: '已知泄漏速率', en: 'known rate',
    fields: [
      { name: 'rate_kg_s', zh: '泄漏速率', en: 'rate', unit: 'kg/s', value: 1, required: true },
      duration(30), height,
    ],
  },
  {
    id: 'instantaneous', zh: '瞬间全部泄出', en: 'all at once',
    fields: [{ name: 'mass_kg', zh: '泄漏量', en: 'mass', unit: 't', scale: 1000, value: 1, required: true }, height],
  },
  { id: 'pool', zh: '地面液池', en: 'pool on the ground', fields: [] },
  { id: 'jet', zh: '管道、阀门喷射', en: 'jet from a pipe or valve', fields: [] },
]

export { duration, height, temperature }

/** A number typed in the form, in the model's unit; empty stays away. */
export function toModel(field: Field, typed: unknown): number | string | null {
  if (typed === '' || typed === null || typed === undefined) return null
  if (field.choices) return String(typed)
  const value = Number(typed)
  return Number.isFinite(value) ? value * (field.scale ?? 1) + (field.offset ?? 0) : null
}
