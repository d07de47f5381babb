/** Clock times and spans as the trade says them; always China Standard Time, wherever the browser is. */
import { onScopeDispose, readonly, ref, type Ref } from 'vue'
import { useUiTexts } from '@/texts/ui'

const ZONE = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

export type Moment = string | number | Date

function fields(at: Moment): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(at)).map((part) => [part.type, part.value]))
}

const valid = (at: Moment): boolean => !Number.isNaN(new Date(at).getTime())

/** “04:20” on the day of `reference`, “11-23 04:20” on another day of its year, with the year otherwise. */
export function clockTime(at: Moment, reference: Moment = Date.now()): string {
  if (!valid(at)) return '—'
  const a = fields(at)
  const b = fields(reference)
  const clock = `${a.hour}:${a.minute}`
  if (a.year !== b.year) return `${a.year}-${a.month}-${a.day} ${clock}`
  return a.month === b.month && a.day === b.day ? clock : `${a.month}-${a.day} ${clock}`
}

/** “2026-11-23 04:20:07” for records. */
export function fullTime(at: Moment): string {
  if (!valid(at)) return '—'
  const a = fields(at)
  return `${a.year}-${a.month}-${a.day} ${a.hour}:${a.minute}:${a.second}`
}

/** “11-23 04:20”, always with the day: for deadlines. */
export function dayTime(at: Moment): string {
  if (!valid(at)) return '—'
  const a = fields(at)
  return `${a.month}-${a.day} ${a.hour}:${a.minute}`
}

/** “1 小时 10 分”, “2 天 3 小时”, “40 秒”: never more than two units. */
export function span(seconds: number): string {
  const t = useUiTexts()
  const whole = Math.floor(Math.abs(seconds))
  if (whole < 60) return t.seconds(whole)
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return t.minutes(minutes)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  if (hours < 24) return rest ? `${t.hours(hours)} ${t.minutes(rest)}` : t.hours(hours)
  const days = Math.floor(hours / 24)
  return hours % 24 ? `${t.days(days)} ${t.hours(hours % 24)}` : t.days(days)
}

const now = ref(Date.now())
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined
/** How far the server's clock is ahead of this machine's, so that deadlines are the server's. */
let aheadMs = 0

export function setServerTime(at: Moment): void {
  if (valid(at)) aheadMs = new Date(at).getTime() - Date.now()
}

/** The time of the server, ticking once a second for as long as somebody looks. */
export function useNow(): Readonly<Ref<number>> {
  const tick = (): void => {
    now.value = Date.now() + aheadMs
  }
  tick()
  watchers += 1
  timer ??= setInterval(tick, 1000)
  onScopeDispose(() => {
    watchers -= 1
    if (watchers === 0 && timer !== undefined) {
      clearInterval(timer)
      timer = undefined
    }
  })
  return readonly(now)
}
