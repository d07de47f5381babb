/**
 * The one colour ramp of model output, light to dark (teal to violet), in half-decade classes
 * of concentration relative to a reference: the limit that applies, or the peak where none does.
 */

export interface RampClass {
  /** Lower edge, as a multiple of the reference. */
  readonly from: number
  readonly light: string
  readonly dark: string
}

/**
 * Lightness falls evenly on the light ground and rises evenly on the dark one, so that the
 * order reads without colour vision. None of the four legal warning colours is near it.
 */
export const CLASSES: readonly RampClass[] = [
  { from: 0.01, light: '#b9e6dc', dark: '#17424a' },
  { from: 0.0316, light: '#8fd2cc', dark: '#1a5a64' },
  { from: 0.1, light: '#62bac0', dark: '#1f7280' },
  { from: 0.316, light: '#379aac', dark: '#2f8a9f' },
  { from: 1, light: '#5b78b5', dark: '#6f9be0' },
  { from: 3.16, light: '#6a55ab', dark: '#9a94ec' },
  { from: 10, light: '#5f2f92', dark: '#bd9af3' },
  { from: 31.6, light: '#421469', dark: '#e2bffb' },
]

/** With no limit the peak is the reference: it lies at the release, and downstream is far below it. */
const PEAK_SHIFT = 0.01

export interface Scale {
  readonly referenceMgL: number
  readonly kind: 'limit' | 'peak'
  readonly classes: readonly RampClass[]
}

export function scaleFor(limitMgL: number | null, maxMgL: number): Scale | null {
  if (limitMgL !== null && limitMgL > 0)
    return { referenceMgL: limitMgL, kind: 'limit', classes: CLASSES }
  if (!(maxMgL > 0)) return null
  return {
    referenceMgL: maxMgL,
    kind: 'peak',
    classes: CLASSES.map((step) => ({ ...step, from: step.from * PEAK_SHIFT })),
  }
}

/** Index of the class a concentration falls in; -1 below the first: not drawn. */
export function classOf(scale: Scale, mgL: number): number {
  const ratio = mgL / scale.referenceMgL
  let index = -1
  for (const step of scale.classes) {
    if (ratio < step.from) break
    index += 1
  }
  return index
}
