/** What each kind of leak asks for; the model's own rules check it, these only say which fields to show. */

export type ReleaseKind = 'continuous' | 'instantaneous' | 'tank' | 'pool' | 'jet' | 'pipe'

export interface Field {
  /** Path inside the release: `tank.volume_m3`. */
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
  /** Follows from the rest when nobody says it: folded away. */
  readonly folds?: boolean
  readonly choices?: readonly { readonly value: string; readonly zh: string; readonly en: string }[]
  readonly helpZh?: string
  readonly helpEn?: string
}

const duration = (minutes: number | ''): Field => ({ name: 'duration_s', zh: '持续时间', en: 'duration', unit: 'min', scale: 60, value: minutes })
const height = (metres: number): Field => ({ name: 'height_m', zh: '离地高度', en: 'height above ground', unit: 'm', value: metres })
const rate: Field = { name: 'rate_kg_s', zh: '泄漏速率', en: 'rate', unit: 'kg/s', value: 1, required: true }
const temperature: Field = { name: 'temperature_k', folds: true, zh: '释放温度', en: 'temperature', unit: '°C', offset: 273.15, helpZh: '不填：带液按沸点，气体按气温', helpEn: 'when empty: boiling point with drops, else that of the air' }
const contents: Field = { name: 'mass_kg', folds: true, zh: '总量', en: 'contents', unit: 't', scale: 1000, helpZh: '持续时间不填时由总量推算', helpEn: 'tells how long it lasts where that is empty' }
const area: Field = { name: 'source_area_m2', folds: true, zh: '源面积', en: 'area of the source', unit: 'm²', helpZh: '如破口、液池或车间门窗的面积', helpEn: 'of the break, pool or opening' }
/** What becomes of drops; the last two are rules of thumb that older work used. */
const rain: Field = {
  name: 'rain_out', folds: true, zh: '液滴落地', en: 'drops that fall out', value: 'drops',
  choices: [
    { value: 'drops', zh: '按液滴大小与下落', en: 'by size and fall' },
    { value: 'none', zh: '全部悬浮（保守）', en: 'all stay up (safe side)' },
    { value: 'twice_flash', zh: '两倍闪蒸率（CCPS）', en: 'twice the flash (CCPS)' },
    { value: 'hj169_2004', zh: 'HJ/T 169-2004', en: 'HJ/T 169-2004' },
  ],
}
const drops: Field = { name: 'liquid_fraction', zh: '液滴占比', en: 'share of drops', unit: '%', scale: 0.01, value: 0, helpZh: '液化气带液泄漏约 60–80', helpEn: '60–80 for liquefied gas' }

export const KINDS: readonly { readonly id: ReleaseKind; readonly zh: string; readonly en: string; readonly fields: readonly Field[] }[] = [
  {
    id: 'tank', zh: '储罐、钢瓶、槽车', en: 'tank, cylinder, tanker',
    fields: [
      { name: 'tank.volume_m3', zh: '容积', en: 'volume', unit: 'm³', value: 0.8, required: true },
      { name: 'tank.fill_fraction', zh: '充装率', en: 'share filled', unit: '%', scale: 0.01, value: 80 },
      { name: 'tank.hole_diameter_m', zh: '孔径', en: 'hole', unit: 'mm', scale: 0.001, value: 10, required: true },
      { name: 'tank.hole_height_m', zh: '孔距罐底', en: 'hole above base', unit: 'm', value: 0 },
      height(0.5),
      {
        name: 'tank.phase', folds: true, zh: '泄漏相态', en: 'what leaves', value: 'auto',
        choices: [
          { value: 'auto', zh: '按孔与液面自动判断', en: 'by hole and level' },
          { value: 'liquid', zh: '液体', en: 'liquid' },
          { value: 'gas', zh: '气体', en: 'gas' },
          { value: 'two-phase', zh: '气液两相', en: 'gas and liquid' },
        ],
      },
      { name: 'tank.temperature_k', folds: true, zh: '介质温度', en: 'temperature inside', unit: '°C', offset: 273.15, helpZh: '不填按气温', helpEn: 'that of the air when empty' },
      { name: 'tank.pressure_pa', folds: true, zh: '绝对压力', en: 'pressure, absolute', unit: 'MPa', scale: 1e6, helpZh: '不填按饱和蒸气压', helpEn: 'vapour pressure when empty' },
      { name: 'tank.height_m', folds: true, zh: '罐内高度', en: 'inner height', unit: 'm', helpZh: '不填按容积推算', helpEn: 'from the volume when empty' },
      { name: 'tank.pipe_length_m', folds: true, zh: '孔前短管长', en: 'nozzle length', unit: 'm', helpZh: '0.1 m 及以上在管内汽化', helpEn: 'from 0.1 m on it boils inside' },
      rain,
    ],
  },
  { id: 'continuous', zh: '已知泄漏速率', en: 'known rate', fields: [rate, duration(30), height(0.5), drops, temperature, area, contents] },
  {
    id: 'instantaneous', zh: '瞬间全部泄出', en: 'all at once',
    fields: [{ name: 'mass_kg', zh: '泄漏量', en: 'mass', unit: 't', scale: 1000, value: 1, required: true }, height(0.5), drops, temperature],
  },
  {
    id: 'pool', zh: '地面液池', en: 'pool on the ground',
    fields: [
      { name: 'mass_kg', zh: '液体量', en: 'liquid', unit: 't', scale: 1000, value: 2, required: true },
      { name: 'pool.area_m2', zh: '液池面积', en: 'area', unit: 'm²', value: 50, helpZh: '围堰内取围堰面积；不填为自由铺展', helpEn: 'the bund where there is one; it spreads when empty' },
      {
        name: 'pool.ground', zh: '地面', en: 'ground', value: 'concrete',
        choices: [
          { value: 'concrete', zh: '水泥', en: 'concrete' },
          { value: 'soil', zh: '土（含水 8 %）', en: 'soil (8 % water)' },
          { value: 'dry_soil', zh: '干土', en: 'dry soil' },
          { value: 'wet_soil', zh: '湿土', en: 'wet soil' },
          { value: 'gravel', zh: '砂砾', en: 'gravel' },
          { value: 'water', zh: '水面', en: 'water' },
        ],
      },
      duration(60),
      { name: 'rate_kg_s', folds: true, zh: '持续流入速率', en: 'fed at', unit: 'kg/s', helpZh: '边漏边成池时填：按持续时间流入，不用液体量', helpEn: 'where it still runs in: for the duration, whatever the liquid' },
      { name: 'pool.temperature_k', folds: true, zh: '液体温度', en: 'of the liquid', unit: '°C', offset: 273.15, helpZh: '不填：沸点与气温取低', helpEn: 'when empty: the lower of boiling point and air' },
      { name: 'pool.ground_temperature_k', folds: true, zh: '地面或水温', en: 'of ground or water', unit: '°C', offset: 273.15, helpZh: '不填按气温', helpEn: 'that of the air when empty' },
    ],
  },
  {
    id: 'jet', zh: '管道、阀门喷射', en: 'jet from a pipe or valve',
    fields: [rate, { name: 'diameter_m', zh: '喷口直径', en: 'opening', unit: 'mm', scale: 0.001, helpZh: '不详可不填', helpEn: 'may stay empty' }, duration(30), height(1), drops, temperature, rain, contents],
  },
  {
    id: 'pipe', zh: '输气管道断裂', en: 'gas pipe broken across',
    fields: [
      { name: 'pipe.diameter_m', zh: '管道内径', en: 'inner diameter', unit: 'mm', scale: 0.001, value: 200, required: true },
      { name: 'pipe.length_m', zh: '至截断阀长度', en: 'length to the valve', unit: 'km', scale: 1000, value: 2, required: true },
      { name: 'pipe.pressure_pa', zh: '绝对压力', en: 'pressure, absolute', unit: 'MPa', scale: 1e6, value: 2.5, required: true },
      { name: 'pipe.temperature_k', folds: true, zh: '气体温度', en: 'temperature inside', unit: '°C', offset: 273.15, helpZh: '不填按气温', helpEn: 'that of the air when empty' },
      height(0.5),
    ],
  },
]

/** What usually stands or drives there: one press fills the tank; every figure can be changed. */
export const PRESETS: readonly { readonly zh: string; readonly en: string; readonly values: Readonly<Record<string, number>> }[] = [
  { zh: '1 t 钢瓶', en: '1 t cylinder', values: { 'tank.volume_m3': 0.8, 'tank.fill_fraction': 80, 'tank.hole_diameter_m': 10, height_m: 0.5 } },
  { zh: '50 m³ 储罐', en: '50 m³ tank', values: { 'tank.volume_m3': 50, 'tank.fill_fraction': 80, 'tank.hole_diameter_m': 20, height_m: 0.5 } },
  { zh: '液化气槽车（接管断）', en: 'gas tanker, hose torn off', values: { 'tank.volume_m3': 50, 'tank.fill_fraction': 80, 'tank.hole_diameter_m': 50, height_m: 0.7 } },
  { zh: '30 m³ 罐车', en: '30 m³ road tanker', values: { 'tank.volume_m3': 30, 'tank.fill_fraction': 90, 'tank.hole_diameter_m': 50, height_m: 0.7 } },
]

/** A number typed in the form, in the model's unit; empty stays away. */
export function toModel(field: Field, typed: unknown): number | string | null {
  if (typed === '' || typed === null || typed === undefined) return null
  if (field.choices) return String(typed)
  const value = Number(typed)
  return Number.isFinite(value) ? value * (field.scale ?? 1) + (field.offset ?? 0) : null
}
