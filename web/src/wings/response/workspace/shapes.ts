import type { Shape } from '@/map/symbols'

/** A kind of receptor by its shape, the same on every map. */
const BY_KIND: Readonly<Record<string, Shape>> = {
  intake: 'square',
  section: 'triangle',
  province_boundary: 'diamond',
  district_boundary: 'diamond',
  reserve: 'circle',
  fishery: 'circle',
}

export const receptorShape = (kind: string): Shape => BY_KIND[kind] ?? 'circle'
