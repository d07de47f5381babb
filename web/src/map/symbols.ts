/** Pictures for the map, drawn here: a kind is told by shape and colour together. */

export const SHAPES = ['circle', 'square', 'triangle', 'diamond'] as const
/** `down` marks what was looked for and not found; registers cannot choose it. */
export type Shape = (typeof SHAPES)[number] | 'down'

export const FLOW_ARROW = 'flow-arrow'
const SCALE = 2

export const symbolName = (shape: Shape, colour: string): string => `${shape}-${colour}`

export function asShape(value: string | null | undefined): Shape {
  return SHAPES.find((shape) => shape === value) ?? 'circle'
}

function canvas(sizePx: number): CanvasRenderingContext2D {
  const element = document.createElement('canvas')
  element.width = sizePx * SCALE
  element.height = sizePx * SCALE
  const context = element.getContext('2d')
  if (!context) throw new Error('no 2D canvas')
  context.scale(SCALE, SCALE)
  return context
}

/** Outline of a shape in a box, as an SVG path: the legend draws the very same one. */
export function shapePath(shape: Shape, size: number): string {
  const m = size / 2
  const r = size * 0.36
  if (shape === 'square') {
    const s = r * 0.9
    return `M${m - s} ${m - s}H${m + s}V${m + s}H${m - s}Z`
  }
  if (shape === 'triangle')
    return `M${m} ${m - r * 1.15}L${m + r * 1.1} ${m + r * 0.85}H${m - r * 1.1}Z`
  if (shape === 'down')
    return `M${m} ${m + r * 1.15}L${m + r * 1.1} ${m - r * 0.85}H${m - r * 1.1}Z`
  if (shape === 'diamond')
    return `M${m} ${m - r * 1.2}L${m + r * 1.2} ${m}L${m} ${m + r * 1.2}L${m - r * 1.2} ${m}Z`
  return `M${m - r} ${m}A${r} ${r} 0 1 0 ${m + r} ${m}A${r} ${r} 0 1 0 ${m - r} ${m}Z`
}

export function symbolImage(shape: Shape, colour: string, halo: string, size = 18): ImageData {
  const context = canvas(size)
  const path = new Path2D(shapePath(shape, size))
  context.lineJoin = 'round'
  context.lineWidth = 3.2
  context.strokeStyle = halo
  context.stroke(path)
  context.fillStyle = colour
  context.fill(path)
  return context.getImageData(0, 0, size * SCALE, size * SCALE)
}

export function flowArrow(colour: string): ImageData {
  const size = 12
  const context = canvas(size)
  context.strokeStyle = colour
  context.lineWidth = 1.6
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.beginPath()
  context.moveTo(4, 2.5)
  context.lineTo(8, 6)
  context.lineTo(4, 9.5)
  context.stroke()
  return context.getImageData(0, 0, size * SCALE, size * SCALE)
}
