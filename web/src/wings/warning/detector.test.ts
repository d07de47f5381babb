import { describe, expect, it } from 'vitest'
import { signalsText } from './detector'

describe('the signals of a trained detector', () => {
  it('are called by their names and codes, those of operation marked', () => {
    const signals = [
      { name: 'pH值 w01001', code: 'w01001', title: 'pH值', operational: false },
      { name: 'w00000', code: 'w00000', title: '', operational: true },
    ]
    expect(signalsText(signals, '工况')).toBe('pH值 w01001、w00000 w00000 (工况)')
  })
})
