/** Between seconds since release and fractional frames; frames need not be evenly spaced. */

export function frameAt(timesS: readonly number[], seconds: number): number {
  const last = timesS.length - 1
  if (last < 1 || seconds <= timesS[0]!) return 0
  if (seconds >= timesS[last]!) return last
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (timesS[middle]! <= seconds) low = middle
    else high = middle
  }
  return low + (seconds - timesS[low]!) / (timesS[high]! - timesS[low]!)
}

export function secondsAt(timesS: readonly number[], frame: number): number {
  const last = timesS.length - 1
  if (last < 0) return 0
  const inside = Math.min(last, Math.max(0, frame))
  const low = Math.min(Math.floor(inside), Math.max(0, last - 1))
  const high = Math.min(low + 1, last)
  return timesS[low]! + (inside - low) * (timesS[high]! - timesS[low]!)
}
