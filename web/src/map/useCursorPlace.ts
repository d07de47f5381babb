/** What the pointer is over, as river people say it: “长江 K654+300 左岸”. */
import { onScopeDispose, ref, type Ref } from 'vue'
import { get } from '@/api/client'
import { formatChainage, type LonLat } from './geodesy'

export interface RiverPlace {
  readonly reach: string
  readonly river: string
  readonly chainage_km: number
  readonly point: LonLat
  readonly offset_m: number
  readonly bank: 'left' | 'right'
}

const QUIET_MS = 160
/** Beyond this the pointer is not on a river and the line would mislead. */
const NEAR_M = 3_000

export function useCursorPlace(): {
  place: Ref<LonLat | null>
  river: Ref<RiverPlace | null>
  move: (to: LonLat | null) => void
} {
  const place = ref<LonLat | null>(null)
  const river = ref<RiverPlace | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let abort: AbortController | null = null

  async function ask(at: LonLat): Promise<void> {
    abort?.abort()
    abort = new AbortController()
    try {
      const found = await get<RiverPlace>(
        `/rivers/locate?lon=${at.lon.toFixed(5)}&lat=${at.lat.toFixed(5)}`,
        { signal: abort.signal },
      )
      river.value = found.offset_m <= NEAR_M ? found : null
    } catch {
      // Far from every river, or no server: the coordinates alone remain, which is the truth.
      river.value = null
    }
  }

  function move(to: LonLat | null): void {
    place.value = to
    clearTimeout(timer)
    if (to === null) {
      river.value = null
      return
    }
    timer = setTimeout(() => void ask(to), QUIET_MS)
  }

  onScopeDispose(() => {
    clearTimeout(timer)
    abort?.abort()
  })
  return { place, river, move }
}

export const chainageLabel = (river: RiverPlace): string =>
  `${river.river} ${formatChainage(river.chainage_km)}`
