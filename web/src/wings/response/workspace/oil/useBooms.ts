/** The booms of a form: typed or drawn on the map, each told what it meets there; every step can be taken back. */
import { computed, onBeforeUnmount, ref, shallowReactive, watch } from 'vue'
import { post } from '@/api/client'
import { asMessage } from '@/api/errors'
import type { LonLat } from '@/map/geodesy'
import { useOilTexts } from '@/texts/oil'
import { localInput, withOffset } from '../../format'
import { useWorkspace, type BoomLine } from '../useWorkspace'
import type { BoomSite, OilBoom } from './types'

export type Entry = number | ''
export interface BoomDraft {
  readonly key: number
  readonly point: LonLat | null
  readonly chainage: Entry
  /** As drawn; kept until one of its figures is changed by hand. */
  readonly line: readonly LonLat[] | null
  readonly from: string
  readonly until: string
  readonly draught: Entry
  readonly length: Entry
  readonly bank: 'both' | 'left' | 'right'
  readonly angle: Entry
  readonly recovery: Entry
}
export interface Site {
  readonly answer: BoomSite | null
  readonly message: string
}

const HOUR_MS = 3_600_000
const given = (value: Entry): number | null => (value === '' ? null : value)

export function useBooms(root: string, from: readonly OilBoom[]) {
  const t = useOilTexts()
  const { picking, boomLines } = useWorkspace()
  const booms = ref<readonly BoomDraft[]>(
    from.map((boom, i) => ({
      key: i, point: boom.point, chainage: boom.chainage_km ?? '', line: null, from: localInput(boom.from), until: localInput(boom.until),
      draught: boom.draught_m, length: boom.length_m ?? '', bank: boom.bank ?? 'both', angle: boom.angle_deg, recovery: boom.recovery_m3_h,
    })),
  )
  const before: (readonly BoomDraft[])[] = []
  const canUndo = ref(false)
  const sites = shallowReactive(new Map<number, Site>())
  const message = ref('')
  /** Which end is asked for on the map, and the first end while the second is. */
  const drawing = ref<'first' | 'last' | null>(null)
  const first = ref<LonLat | null>(null)
  let key = booms.value.length

  /** Steps are kept whole; typing in a field is no step, the browser takes that back itself. */
  function step(next: readonly BoomDraft[]): void {
    before.push(booms.value)
    canUndo.value = true
    booms.value = next
  }
  function undo(): void {
    if (drawing.value !== null) {
      stop()
      return
    }
    const last = before.pop()
    canUndo.value = before.length > 0
    if (last) booms.value = last
  }

  function fresh(): BoomDraft {
    const now = Date.now()
    return {
      key: (key += 1), point: null, chainage: '', line: null, from: localInput(new Date(now)), until: localInput(new Date(now + 48 * HOUR_MS)),
      draught: 0.5, length: '', bank: 'both', angle: 30, recovery: 10,
    }
  }
  const add = (): number => {
    const boom = fresh()
    step([...booms.value, boom])
    return boom.key
  }
  const remove = (gone: number): void => step(booms.value.filter((boom) => boom.key !== gone))
  function change(changed: BoomDraft): void {
    const old = booms.value.find((boom) => boom.key === changed.key)
    const moved = old && (old.angle !== changed.angle || old.length !== changed.length || old.bank !== changed.bank || old.chainage !== changed.chainage || old.point !== changed.point)
    booms.value = booms.value.map((boom) => (boom.key === changed.key ? { ...changed, line: moved ? null : changed.line } : boom))
  }

  /** Two clicks on the map: a new boom, or another line for one there is. */
  function draw(existing: number | null): void {
    message.value = ''
    drawing.value = 'first'
    picking.value = (start) => {
      first.value = start
      drawing.value = 'last'
      picking.value = (end) => {
        stop()
        void take([start, end], existing)
      }
    }
  }
  function stop(): void {
    picking.value = null
    drawing.value = null
    first.value = null
  }
  async function take(line: readonly LonLat[], existing: number | null): Promise<void> {
    const old = booms.value.find((boom) => boom.key === existing) ?? fresh()
    try {
      const site = await post<BoomSite>(`${root}/boom`, { line, draught_m: given(old.draught) })
      const drawn: BoomDraft = {
        ...old, line, point: site.point, chainage: '', angle: site.angle_deg, length: site.length_m ?? '', bank: site.bank ?? 'both',
      }
      step(booms.value.some((boom) => boom.key === old.key) ? booms.value.map((boom) => (boom.key === old.key ? drawn : boom)) : [...booms.value, drawn])
    } catch (error) {
      message.value = asMessage(error)
    }
  }
  function pick(boom: BoomDraft): void {
    stop()
    picking.value = (point) => {
      const now = booms.value.find((one) => one.key === boom.key)
      if (now) step(booms.value.map((one) => (one.key === boom.key ? { ...now, point, chainage: '', line: null } : one)))
    }
  }

  /** What each boom meets is asked again once its figures rest. */
  const asked = computed(() =>
    booms.value.map((boom) => ({
      key: boom.key,
      body: {
        point: boom.point, chainage_km: boom.point ? null : given(boom.chainage), draught_m: given(boom.draught),
        length_m: given(boom.length), angle_deg: given(boom.angle), bank: boom.bank === 'both' ? null : boom.bank,
      },
    })),
  )
  const known = new Map<number, string>()
  async function tell({ key: mine, body }: (typeof asked.value)[number]): Promise<void> {
    const words = JSON.stringify(body)
    if (known.get(mine) === words) return
    known.set(mine, words)
    if (body.point === null && body.chainage_km === null) {
      sites.delete(mine)
      return
    }
    const site = await post<BoomSite>(`${root}/boom`, body).then(
      (answer): Site => ({ answer, message: '' }),
      (error: unknown): Site => ({ answer: null, message: asMessage(error) }),
    )
    if (known.get(mine) === words) sites.set(mine, site)
  }
  let waiting = 0
  watch(
    asked,
    (rows) => {
      clearTimeout(waiting)
      waiting = window.setTimeout(() => rows.forEach((row) => void tell(row)), 250)
    },
    { immediate: true },
  )

  const lines = computed<readonly BoomLine[]>(() => [
    ...booms.value.flatMap((boom, i): BoomLine[] => {
      const ends = boom.line ?? sites.get(boom.key)?.answer?.line.map(([lon, lat]) => ({ lon, lat }))
      return ends ? [{ id: `boom-${boom.key}`, title: t.boom(i + 1), ends, draft: true }] : []
    }),
    ...(first.value ? [{ id: 'boom-first', title: '', ends: [first.value], draft: true }] : []),
  ])
  watch(lines, (shown) => (boomLines.value = shown), { immediate: true })

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && picking.value) {
      event.stopPropagation()
      stop()
      return
    }
    const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea')
    if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !typing && (canUndo.value || drawing.value)) {
      event.preventDefault()
      undo()
    }
  }
  window.addEventListener('keydown', onKey, true)
  onBeforeUnmount(() => {
    clearTimeout(waiting)
    window.removeEventListener('keydown', onKey, true)
    stop()
    boomLines.value = []
  })

  const body = (): Record<string, unknown>[] =>
    booms.value.map((boom) => ({
      point: boom.point,
      chainage_km: boom.point ? null : given(boom.chainage),
      from: boom.from ? withOffset(boom.from) : null,
      until: boom.until ? withOffset(boom.until) : null,
      draught_m: given(boom.draught),
      length_m: given(boom.length),
      bank: boom.bank === 'both' ? null : boom.bank,
      angle_deg: given(boom.angle),
      recovery_m3_h: given(boom.recovery),
    }))

  return { booms, sites, drawing, message, canUndo, add, remove, change, draw, pick, stop, undo, body }
}
