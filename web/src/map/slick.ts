/** Oil on the water as the server gives it: some hundred elements a frame. */
export interface SlickFrame {
  readonly lon: readonly number[]
  readonly lat: readonly number[]
  readonly kg: readonly number[]
  /** 1 where the element lies on a bank. */
  readonly stranded: readonly number[]
}
export interface SlickData {
  readonly start: string
  readonly times_s: readonly number[]
  readonly frames: readonly SlickFrame[]
}

/** The number of the frame nearest to a time; the last one stays, nothing is shown before the first. */
export function slickFrame(slick: SlickData, seconds: number): number {
  if (seconds < 0) return -1
  let nearest = 0
  slick.times_s.forEach((time, i) => {
    if (Math.abs(time - seconds) < Math.abs((slick.times_s[nearest] ?? 0) - seconds)) nearest = i
  })
  return nearest
}
