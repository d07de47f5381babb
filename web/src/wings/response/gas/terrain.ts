/** The ground as the form shows it, and as the model takes it: a slope, where it falls, the walls of a valley. */

export interface TerrainDraft {
  /** Of the ground, per cent; empty is level. */
  slope: number | ''
  /** Where it falls, and along which a valley runs. */
  downhill: number
  valley: number | ''
  crest: number | ''
  catchment: number | ''
  cooling: number | ''
}

export type TerrainCase = Readonly<Record<'slope' | 'downhill_deg' | 'valley_width_m' | 'distance_from_crest_m' | 'catchment_ratio' | 'cooling_w_m2', number>>

export const blankTerrain = (): TerrainDraft => ({ slope: '', downhill: 180, valley: '', crest: '', catchment: '', cooling: '' })

/** Null is flat open ground: nothing of it is said. */
export function terrainBody(draft: TerrainDraft): Partial<TerrainCase> | null {
  const level = draft.slope === '' || draft.slope === 0
  if (level && draft.valley === '') return null
  return {
    slope: level ? 0 : Number((Number(draft.slope) / 100).toPrecision(6)),
    downhill_deg: draft.downhill,
    ...(draft.valley === '' ? {} : { valley_width_m: draft.valley }),
    ...(draft.crest === '' ? {} : { distance_from_crest_m: draft.crest }),
    ...(draft.catchment === '' ? {} : { catchment_ratio: draft.catchment }),
    ...(draft.cooling === '' ? {} : { cooling_w_m2: draft.cooling }),
  }
}

/** What a stored form said of the ground; what it did not say is empty. */
export function terrainDraft(stored: Partial<TerrainCase> | null | undefined): TerrainDraft {
  return {
    slope: stored?.slope ? Number((stored.slope * 100).toPrecision(6)) : '',
    downhill: stored?.downhill_deg ?? 180,
    valley: stored?.valley_width_m ?? '',
    crest: stored?.distance_from_crest_m ?? '',
    catchment: stored?.catchment_ratio ?? '',
    cooling: stored?.cooling_w_m2 ?? '',
  }
}

export const TERRAIN_FIELDS = ['slope', 'downhill_deg', 'valley_width_m', 'distance_from_crest_m', 'catchment_ratio', 'cooling_w_m2'].map((name) => `terrain.${name}`)
