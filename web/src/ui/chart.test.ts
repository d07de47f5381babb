import { describe, expect, it } from 'vitest'
import { band, dressed, limitLine, pairs } from './chart'

describe('what charts have in common', () => {
  it('stacks the height of a band upon its lower line, gaps staying gaps', () => {
    const [low, height] = band(pairs([0, 1, 2], [1, 2, null]), pairs([0, 1, 2], [4, 3, null])) as { data: [number, number | null][]; stack: string }[]
    expect(low!.stack).toBe(height!.stack)
    expect(height!.data).toEqual([[0, 3], [1, 1], [2, null]])
  })

  it('writes days and clock times on an axis of time, and lets the chart have the last word', () => {
    const option = dressed({ xAxis: { type: 'time' }, yAxis: { type: 'value', axisLabel: { formatter: '{value} %' } } }) as Record<'xAxis' | 'yAxis', { axisLabel: { formatter: unknown; fontSize: number } }>
    expect(option.xAxis.axisLabel.formatter).toMatchObject({ month: '{MM}-{dd}', hour: '{HH}:{mm}' })
    expect(option.yAxis.axisLabel).toMatchObject({ formatter: '{value} %', fontSize: 11 })
  })

  it('draws a limit dashed with its name', () => {
    expect(limitLine(0.01, '限值 0.01')).toMatchObject({ yAxis: 0.01, lineStyle: { type: 'dashed' }, label: { formatter: '限值 0.01' } })
  })
})
