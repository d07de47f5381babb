import type { Shape } from '@/map/symbols'

/** A kind of receptor by its shape, the same on every map. */
const BY_KIND: Readonly<Record<string, Shape>> = {
  intake: 'circle',
  section: 'square',
  boundary: 'diamond',
  reserve: 'triangle',
}

export const receptorShape = (kind: string): Shape => BY_KIND[kind] ?? 'square'
