import type { StyleSpecification } from './library'

export type MapTheme = 'light' | 'dark'

export interface MapInk {
  readonly ground: string
  readonly district: string
  readonly districtLine: string
  readonly districtName: string
  readonly river: string
  readonly riverName: string
  readonly flow: string
  readonly label: string
  readonly halo: string
  readonly accent: string
  readonly edge: string
}

/** Calm ground: the base says where one is and nothing else. */
export const INK: Record<MapTheme, MapInk> = {
  light: {
    ground: '#eef1f2',
    district: '#f9fafa',
    districtLine: '#cfd6d9',
    districtName: '#64717a',
    river: '#c5d6de',
    riverName: '#4d7f95',
    flow: '#8aa5b1',
    label: '#22303a',
    halo: '#ffffff',
    accent: '#0b7a8c',
    edge: '#1b0b33',
  },
  dark: {
    ground: '#0a141b',
    district: '#0e1a22',
    districtLine: '#2a3b47',
    districtName: '#7e8f9a',
    river: '#23495c',
    riverName: '#79a9bf',
    flow: '#3d6c82',
    label: '#e3ecf0',
    halo: '#0a141b',
    accent: '#3fb6c8',
    edge: '#ffffff',
  },
}

/** Floors between layer kinds, from the ground up; a layer is added below its own floor. */
export const FLOORS = [
  'districts',
  'rivers',
  'ghost',
  'plume',
  'names',
  'features',
  'samples',
  'receptors',
  'incident',
  'tools',
] as const
export type Floor = (typeof FLOORS)[number]
export const floorId = (floor: Floor): string => `floor-${floor}`

/** Local fonts only: the style has no `glyphs`, so no letter is ever fetched. */
export const FONT = ['Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'sans-serif']

export function baseStyle(theme: MapTheme): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': INK[theme].ground } },
      ...FLOORS.map((floor) => ({
        id: floorId(floor),
        type: 'background' as const,
        layout: { visibility: 'none' as const },
      })),
    ],
  }
}
