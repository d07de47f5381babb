import { expect, it } from 'vitest'
import { formKey } from '@/ui/formKey'
import { asInput, daysOn, fromInput, mondayOf, otherMonth } from './duty'

it('keeps the city’s clock in a form whatever the browser’s zone', () => {
  expect(asInput('2026-11-26T23:30:00+08:00')).toBe('2026-11-26T23:30')
  expect(asInput('2026-11-26T16:30:00Z')).toBe('2026-11-27T00:30')
  expect(fromInput('2026-11-26T23:30')).toBe('2026-11-26T23:30:00+08:00')
  expect(fromInput('')).toBeNull()
})
it('walks months across the year', () => {
  expect(otherMonth('2026-12', 1)).toBe('2027-01')
  expect(otherMonth('2026-01', -1)).toBe('2025-12')
})
it('finds the week of a day', () => {
  expect(mondayOf('2026-11-26')).toBe('2026-11-23')
  expect(mondayOf('2026-11-23')).toBe('2026-11-23')
  expect(mondayOf('2026-03-01')).toBe('2026-02-23')
  expect(daysOn('2026-12-30', 7)).toBe('2027-01-06')
})
it('gives each form a key of its own', () => {
  expect(formKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(formKey()).not.toBe(formKey())
})
