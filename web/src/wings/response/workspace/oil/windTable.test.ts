import { expect, test } from 'vitest'
import { readWind } from './windTable'

test('a table from a spreadsheet, with its heading, is rows of wind', () => {
  expect(readWind('时间\t风速\t风向\n2026-3-1 8:00\t2.5\t45\n2026/03/01 14:00\t4\t90\n')).toEqual([
    { at: '2026-03-01T08:00', speed: 2.5, direction: 45 },
    { at: '2026-03-01T14:00', speed: 4, direction: 90 },
  ])
})

test('a missing direction stays open, so that the server can name it', () => {
  expect(readWind('2026-03-01T08:00,3,')).toEqual([{ at: '2026-03-01T08:00', speed: 3, direction: '' }])
})
