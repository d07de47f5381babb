import { describe, expect, it } from 'vitest'
import { blankTerrain, terrainBody, terrainDraft } from './terrain'

describe('the ground', () => {
  it('is not spoken of where it is level and open', () => {
    expect(terrainBody(blankTerrain())).toBeNull()
    expect(terrainBody({ ...blankTerrain(), slope: 0, crest: 500 })).toBeNull()
  })
  it('has walls without a slope, and per cent are metres in a metre', () => {
    expect(terrainBody({ ...blankTerrain(), valley: 300, downhill: 90 })).toEqual({ slope: 0, downhill_deg: 90, valley_width_m: 300 })
    expect(terrainBody({ ...blankTerrain(), slope: 7 })).toEqual({ slope: 0.07, downhill_deg: 180 })
  })
  it('comes back as it was typed', () => {
    const typed = { slope: 12.5, downhill: 45, valley: 400, crest: 1500, catchment: 4, cooling: 25 } as const
    expect(terrainDraft(terrainBody(typed))).toEqual(typed)
    expect(terrainDraft(null)).toEqual(blankTerrain())
  })
})
