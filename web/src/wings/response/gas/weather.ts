/** What somebody outside can say of the weather, and the numbers the model takes for it. */

/** Beaufort force: its middle speed at 10 m, m/s (GB/T 28591-2012, 风力等级). */
export const BEAUFORT: readonly { readonly force: number; readonly speed: number; readonly zh: string; readonly en: string }[] = [
  { force: 0, speed: 0.1, zh: '静风，烟直上', en: 'calm, smoke rises straight' },
  { force: 1, speed: 0.9, zh: '软风，烟示风向', en: 'light air, smoke drifts' },
  { force: 2, speed: 2.5, zh: '轻风，脸上有风', en: 'light breeze, felt on the face' },
  { force: 3, speed: 4.4, zh: '微风，旗展开', en: 'gentle breeze, flags extend' },
  { force: 4, speed: 6.7, zh: '和风，尘土起', en: 'moderate breeze, dust rises' },
  { force: 5, speed: 9.4, zh: '劲风，小树摇', en: 'fresh breeze, small trees sway' },
  { force: 6, speed: 12.3, zh: '强风，举伞难', en: 'strong breeze, umbrellas hard to use' },
]

export const WINDS: readonly { readonly deg: number; readonly zh: string; readonly en: string }[] = [
  ['北', 'N'], ['北东北', 'NNE'], ['东北', 'NE'], ['东东北', 'ENE'], ['东', 'E'], ['东东南', 'ESE'], ['东南', 'SE'], ['南东南', 'SSE'],
  ['南', 'S'], ['南西南', 'SSW'], ['西南', 'SW'], ['西西南', 'WSW'], ['西', 'W'], ['西西北', 'WNW'], ['西北', 'NW'], ['北西北', 'NNW'],
].map(([zh, en], i) => ({ deg: i * 22.5, zh: zh!, en: en! }))

/** The wind a vane names. */
export function windName(deg: number, language: 'zh' | 'en'): string {
  return WINDS[Math.round((((deg % 360) + 360) % 360) / 22.5) % 16]![language]
}

/** Tenths of the sky: total and low cloud. */
export const SKIES: readonly { readonly id: string; readonly total: number; readonly low: number; readonly zh: string; readonly en: string }[] = [
  { id: 'clear', total: 1, low: 0, zh: '晴', en: 'clear' },
  { id: 'few', total: 5, low: 2, zh: '少云到多云', en: 'some cloud' },
  { id: 'high', total: 9, low: 3, zh: '高云满天', en: 'high overcast' },
  { id: 'overcast', total: 10, low: 9, zh: '阴、雨、雾', en: 'overcast, rain or fog' },
]

/** Roughness length of the ground between, metres (GB/T 3840; Wieringa 1992). */
export const GROUNDS: readonly { readonly id: string; readonly metres: number; readonly zh: string; readonly en: string }[] = [
  { id: 'water', metres: 0.001, zh: '水面', en: 'water' },
  { id: 'fields', metres: 0.1, zh: '农田', en: 'fields' },
  { id: 'trees', metres: 0.5, zh: '村镇、树林', en: 'villages' },
  { id: 'town', metres: 1, zh: '城区', en: 'town' },
]
