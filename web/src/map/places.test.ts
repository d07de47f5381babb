import { describe, expect, it } from 'vitest'
import { alongLine, onReaches, parseChainage, parseCoordinates } from './places'

describe('a place as the caller says it', () => {
  it.each([
    ['长江 654.3', '长江', 654.3],
    ['长江654', '长江', 654],
    ['长江 K654+300', '长江', 654.3],
    ['小江(澎溪河)', null, null],
    ['长江', null, null],
    ['长江 k12+05 公里', '长江', 12.05],
  ])('%s', (text, river, km) => {
    const asked = parseChainage(text)
    expect(asked?.river ?? null).toBe(river)
    if (km === null) expect(asked).toBeNull()
    else expect(asked?.km).toBeCloseTo(km)
  })

  it('reads a pair of coordinates', () => {
    expect(parseCoordinates('106.55, 29.57')).toEqual({ lon: 106.55, lat: 29.57 })
    expect(parseCoordinates('29.57 106.55')).toEqual({ lon: 106.55, lat: 29.57 })
    expect(parseCoordinates('654.3')).toBeNull()
  })

  it('goes along a line by the share of its length', () => {
    const line = [[106, 29], [106, 30], [107, 30]]
    expect(alongLine(line, 0.25)).toEqual({ lon: 106, lat: 29.5 })
    expect(alongLine(line, 1)).toEqual({ lon: 107, lat: 30 })
    expect(alongLine(line, 7)).toEqual({ lon: 107, lat: 30 })
  })

  it('finds the reach that holds a chainage, counted from upstream', () => {
    const reaches = [{ river: '长江', upKm: 660, downKm: 650, line: [[106, 29], [107, 29]] }]
    expect(onReaches(reaches, { river: '长江', km: 657.5 })[0]?.point.lon).toBeCloseTo(106.25)
    expect(onReaches(reaches, { river: '长江', km: 700 })).toEqual([])
    expect(onReaches(reaches, { river: '嘉陵江', km: 655 })).toEqual([])
  })
})
