import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Column } from '@/api/types'
import { setLanguage } from '@/i18n/language'
import GradeBadge from '@/ui/GradeBadge.vue'
import PanelState from '@/ui/PanelState.vue'
import ProblemList from '@/ui/ProblemList.vue'
import SpecForm from '@/ui/SpecForm.vue'
import StatusMark from '@/ui/StatusMark.vue'
import { problemsOfValues, readNumber, showValue } from '@/ui/values'
import { changedValues, savedGeometry } from '@/wings/core/registerForm'

const columns: Column[] = [
  { name: 'name', title: '名称', kind: 'text', required: true },
  { name: 'volume', title: '容积', kind: 'number', unit: 'm3', min: 0, max: 100_000 },
  { name: 'staff', title: '人数', kind: 'integer' },
  { name: 'ready', title: '可用', kind: 'boolean' },
]
beforeEach(() => setLanguage('zh'))

describe('what can be said before asking the server', () => {
  it('names the field and what is allowed', () => {
    const problems = problemsOfValues(columns, { name: ' '.trim(), volume: -1, staff: 2.5, ready: false })
    expect(problems).toEqual([
      { field: 'name', message: '请填写“名称”。' },
      { field: 'volume', message: '“容积”不能小于 0 m³。' },
      { field: 'staff', message: '“人数”应为整数。' },
    ])
  })
  it('accepts what is right and what is left empty', () => {
    expect(problemsOfValues(columns, { name: '库', volume: null, staff: 3, ready: true })).toEqual([])
  })
  it('keeps what is not a number as it was typed', () => {
    expect(readNumber('1,200.5')).toBe(1200.5)
    expect(readNumber('')).toBeNull()
    expect(readNumber('约 3')).toBe('约 3')
    expect(problemsOfValues(columns, { name: '库', volume: '约 3' })[0]?.message).toBe('“容积”应为数字。')
  })
})

describe('SpecForm', () => {
  it('shows each problem beside its field and none elsewhere', () => {
    const form = mount(SpecForm, {
      props: { modelValue: { name: '' }, columns, problems: [{ field: 'volume', message: '“容积”不能小于 0 m³。' }] },
    })
    const bad = form.findAll('[data-problem="true"]')
    expect(bad).toHaveLength(1)
    expect(bad[0]?.text()).toContain('容积')
    expect(bad[0]?.text()).toContain('不能小于 0 m³')
    expect(form.text()).toContain('m³')
  })
  it('gives numbers as numbers and submits with Ctrl+Enter', async () => {
    const form = mount(SpecForm, { props: { modelValue: { name: 'x', volume: null }, columns } })
    await form.findAll('input')[1]?.setValue('12.5')
    expect(form.emitted('update:modelValue')?.at(-1)).toEqual([{ name: 'x', volume: 12.5 }])
    await form.find('form').trigger('keydown', { key: 'Enter', ctrlKey: true })
    expect(form.emitted('submit')).toHaveLength(1)
  })
  it('puts columns that no group names at the end', () => {
    const form = mount(SpecForm, { props: { modelValue: {}, columns, groups: [{ title: '能力', fields: ['volume'] }] } })
    expect(form.findAll('label').map((label) => label.text().replace(' *', ''))).toEqual(['容积', '名称', '人数', '可用', '否'])
  })
})

describe('what is sent', () => {
  it('holds only what changed; empty is empty however it is written', () => {
    expect(changedValues({ a: 1, b: '', c: ['x'] }, { a: 2, b: null, c: ['x'] })).toEqual({ a: 2 })
  })
  it('holds the geometry only when it moved', () => {
    const spec = { name: 'd', title: 'd', geometry: 'point', columns: [], filters: [], groups: [], rights: {} } as never
    const here: GeoJSON.Point = { type: 'Point', coordinates: [106, 29] }
    expect(savedGeometry(spec, here, { ...here })).toEqual({})
    expect(savedGeometry(spec, here, null)).toEqual({ geometry: null })
  })
})

describe('marks', () => {
  it('say what is not verified and nothing of what is', () => {
    expect(mount(StatusMark, { props: { status: 'unverified', demo: true } }).text()).toContain('需核实')
    expect(mount(StatusMark, { props: { status: 'unverified', demo: true } }).text()).toContain('示意数据')
    expect(mount(StatusMark, { props: { status: 'verified' } }).text()).toBe('')
  })
  it('tell the grades apart by word and shape', () => {
    const texts = [1, 2, 3, 4].map((level) => mount(GradeBadge, { props: { grade: { level, title: ['特别重大', '重大', '较大', '一般'][level - 1] as string } } }).text())
    expect(new Set(texts.map((text) => text[0])).size).toBe(4)
    expect(mount(GradeBadge, { props: { grade: null } }).text()).toContain('未定级')
  })
  it('values never show as undefined', () => {
    expect(showValue(columns[1] as Column, undefined)).toBe('—')
    expect(showValue(columns[3] as Column, false)).toBe('否')
  })
})

describe('states of a panel', () => {
  it('can be tried again after a failure', async () => {
    const state = mount(PanelState, { props: { state: 'failed', problem: '连不上服务器' } })
    expect(state.text()).toContain('连不上服务器')
    await state.find('button').trigger('click')
    expect(state.emitted('retry')).toHaveLength(1)
  })
  it('say how old stale data are', () => {
    const state = mount(PanelState, { props: { state: 'stale', at: new Date(Date.now() - 125_000) } })
    expect(state.text()).toContain('2 分前')
  })
  it('problems do not repeat the headline', () => {
    const list = mount(ProblemList, { props: { message: '数量应大于 0。', problems: [{ field: 'amount', message: '数量应大于 0。' }] } })
    expect(list.text().match(/数量应大于 0/g)).toHaveLength(1)
  })
})
