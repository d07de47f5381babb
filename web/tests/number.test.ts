import { describe, expect, it } from 'vitest'
import { exactNumber, forPeople, formatNumber, formatPercent, unitText } from '@/ui/number'

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [1234.5, '1,230'],
    [0.01234, '0.0123'],
    [0.00000123, '1.23 × 10⁻⁶'],
    [12_300_000, '1.23 × 10⁷'],
    [-0.5, '-0.5'],
    [NaN, '—'],
    [Infinity, '—'],
    [null, '—'],
    [undefined, '—'],
  ])('%s is %s', (value, text) => expect(formatNumber(value)).toBe(text))

  it('keeps every digit that was entered', () => expect(exactNumber(2007.125)).toBe('2,007.125'))

  it.each([
    [0, '0 %'],
    [0.004, '< 1 %'],
    [0.93, '93 %'],
    [0.997, '> 99 %'],
    [1, '100 %'],
    [NaN, '—'],
  ])('a probability of %s is %s', (value, text) => expect(formatPercent(value)).toBe(text))

  it('shows kelvin as degrees Celsius and leaves all else', () => {
    expect(forPeople(267.13, 'K')).toEqual({ value: -6, unit: '°C' })
    expect(forPeople(267.13, 'Pa')).toEqual({ value: 267.13, unit: 'Pa' })
    expect(forPeople(null, 'K')).toEqual({ value: null, unit: 'K' })
  })

  it('writes units as the trade does', () => {
    expect(unitText('m3/s')).toBe('m³/s')
    expect(unitText('mg/L')).toBe('mg/L')
    expect(unitText(null)).toBe('')
  })
})
