import { describe, expect, it } from 'vitest'
import { at, extras, fact, put, toCase, toForm } from './specInput'
import type { SpecInput } from './types'

const field = (unit: string, kind: SpecInput['kind'] = 'number'): SpecInput => ({
  path: 'x', title: '', kind, unit, minimum: null, maximum: null, default: null, choices: null, required: false,
})

describe('inputs of a spec', () => {
  it('are shown in the units people use and come back unchanged', () => {
    expect(toForm(field('K'), 293.15)).toBe(20)
    expect(toCase(field('K'), 20)).toBeCloseTo(293.15)
    expect(toForm(field('Pa'), 2_072_000)).toBe(2.072)
    expect(toCase(field('Pa'), 2.072)).toBe(2_072_000)
    expect(toForm(field('made-up'), 3)).toBe(3)
    for (const unit of ['K', 'Pa', 'J/kg', 'm', '1']) expect(toCase(field(unit), toForm(field(unit), 345_000))).toBeCloseTo(345_000, 0)
  })
  it('leave out what is empty and pass on what is no number, for the server to say why', () => {
    expect(toCase(field('m'), '')).toBeNull()
    expect(toCase(field('m'), 'wide')).toBe('wide')
    expect(toCase(field('', 'choice'), 'tnt')).toBe('tnt')
  })
  it('stand at dotted paths', () => {
    const object: Record<string, unknown> = {}
    put(object, 'air.temperature_k', 290)
    put(object, 'air.humidity', 0.5)
    expect(object).toEqual({ air: { temperature_k: 290, humidity: 0.5 } })
    expect(at(object, 'air.humidity')).toBe(0.5)
    expect(at(object, 'fuel.name')).toBeUndefined()
    expect(at(null, 'x')).toBeUndefined()
  })
})

describe('facts of an answer', () => {
  it('read their unit off the end of the key', () => {
    expect(fact('flame_height_m', 22.66)).toEqual({ name: 'flame_height', value: '22.7 m' })
    expect(fact('surface_emissive_power_w_m2', 59_737)).toEqual({ name: 'surface_emissive_power', value: '59.7 kW/m²' })
    expect(fact('burning_rate_kg_m2_s', 0.109)).toEqual({ name: 'burning_rate', value: '0.109 kg/(m²·s)' })
    expect(fact('radiated_share', 0.29)).toEqual({ name: 'radiated_share', value: '0.29' })
  })
  it('appear by themselves when a model answers something new', () => {
    expect(extras({ impulse_pa_s: 120, kind: 'deflagration', lists: [1, 2], nothing: null })).toEqual([
      { name: 'impulse', value: '120 Pa·s' },
      { name: 'kind', value: 'deflagration' },
    ])
  })
})
