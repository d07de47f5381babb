/** A mixed liquid: the case's own substance has what the others leave. */

export interface Part {
  /** CAS number or name. */
  substance: string
  /** Of the moles, per cent. */
  share: number | ''
}
export interface StoredPart {
  readonly substance: string
  readonly mole_fraction: number
}

const digits = (value: number): number => Number(value.toPrecision(6))

/** What is left to the case's own substance, per cent. */
export const left = (parts: readonly Part[]): number => digits(100 - parts.reduce((sum, part) => sum + (part.share === '' ? 0 : part.share), 0))

/** Null is one liquid. The case's own comes first; what makes no sense goes along, for the server to say why. */
export function components(own: string, parts: readonly Part[]): StoredPart[] | null {
  const said = parts.filter((part) => part.substance.trim() !== '' || part.share !== '')
  if (said.length === 0) return null
  return [
    { substance: own, mole_fraction: digits(left(said) / 100) },
    ...said.map((part) => ({ substance: part.substance.trim(), mole_fraction: part.share === '' ? 0 : digits(part.share / 100) })),
  ]
}

/** The others of a stored mixture; the first is the case's own. */
export function others(stored: unknown): Part[] {
  if (!Array.isArray(stored)) return []
  return (stored as StoredPart[]).slice(1).map((part) => ({ substance: part.substance, share: digits(part.mole_fraction * 100) }))
}
