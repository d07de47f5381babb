import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { setLanguage } from '@/i18n/language'
import { clockTime, dayTime, span } from '@/ui/time'
import TimeLeft from '@/ui/TimeLeft.vue'
import Band from '@/ui/Band.vue'

const NOW = '2026-11-23T03:10:00+08:00'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(NOW) })
  setLanguage('zh')
})
afterEach(() => vi.useRealTimers())

describe('spans', () => {
  it.each([
    [0, '0 秒'],
    [59, '59 秒'],
    [60, '1 分'],
    [3_599, '59 分'],
    [3_600, '1 小时'],
    [4_200, '1 小时 10 分'],
    [86_400, '1 天'],
    [97_200, '1 天 3 小时'],
    [-4_200, '1 小时 10 分'],
  ])('%d s is %s', (seconds, words) => expect(span(seconds)).toBe(words))
})

describe('clock times are China Standard Time, wherever the browser is', () => {
  it('drops the day only on the same day', () => {
    expect(clockTime('2026-11-22T20:20:00Z', NOW)).toBe('04:20')
    expect(clockTime('2026-11-23T18:20:00Z', NOW)).toBe('11-24 02:20')
    expect(clockTime('2025-11-23T18:20:00Z', NOW)).toBe('2025-11-24 02:20')
  })
  it('never says NaN', () => {
    expect(clockTime('soon')).toBe('—')
    expect(dayTime('')).toBe('—')
  })
})

describe('TimeLeft', () => {
  it('says clock time and time left, and ticks', async () => {
    const shown = mount(TimeLeft, { props: { at: '2026-11-23T04:20:00+08:00' } })
    expect(shown.text()).toBe('11-23 04:20 · 还有 1 小时 10 分')
    vi.advanceTimersByTime(11 * 60_000)
    await nextTick()
    expect(shown.text()).toBe('11-23 04:20 · 还有 59 分')
    expect(shown.classes()).not.toContain('late')
    shown.unmount()
  })
  it('says how late a missed deadline is', () => {
    const shown = mount(TimeLeft, { props: { at: '2026-11-23T02:10:00+08:00' } })
    expect(shown.text()).toBe('11-23 02:10 · 超时 1 小时')
    expect(shown.classes()).toContain('late')
    shown.unmount()
  })
  it('stops counting when done', () => {
    const shown = mount(TimeLeft, { props: { at: '2026-11-23T02:10:00+08:00', done: '2026-11-23T02:00:00+08:00' } })
    expect(shown.text()).toBe('11-23 02:10')
    expect(shown.classes()).not.toContain('late')
    shown.unmount()
  })
  it('says what has passed as past', () => {
    const shown = mount(TimeLeft, { props: { at: '2026-11-23T03:00:00+08:00', past: true } })
    expect(shown.text()).toBe('03:00 · 10 分前')
    shown.unmount()
  })
  it('follows the language', async () => {
    const shown = mount(TimeLeft, { props: { at: '2026-11-23T04:20:00+08:00' } })
    setLanguage('en')
    await nextTick()
    expect(shown.text()).toBe('11-23 04:20 · 1 h 10 min left')
    shown.unmount()
  })
})

describe('Band', () => {
  it('puts times in words', () => {
    const of = { p05: '2026-11-23T05:55:00+08:00', p50: '2026-11-23T06:40:00+08:00', p95: '2026-11-23T07:50:00+08:00' }
    expect(mount(Band, { props: { of } }).text()).toBe('最可能 06:40，早则 05:55，晚则 07:50（90\u00a0%）')
  })
  it('names the day of a late bound', () => {
    const of = { p05: '2026-11-23T21:00:00+08:00', p50: '2026-11-23T23:40:00+08:00', p95: '2026-11-24T01:50:00+08:00' }
    expect(mount(Band, { props: { of } }).text()).toContain('晚则 11-24 01:50')
  })
  it('puts numbers in words with their unit', () => {
    expect(mount(Band, { props: { of: { p05: 0.02, p50: 0.051, p95: 0.2 }, unit: 'mg/L' } }).text()).toBe(
      '最可能 0.051 mg/L，低则 0.02，高则 0.2（90\u00a0%）',
    )
  })
  it('says so when nothing arrives', () => {
    expect(mount(Band, { props: { of: { p05: null, p50: null, p95: null } } }).text()).toBe('未到达')
  })
})
