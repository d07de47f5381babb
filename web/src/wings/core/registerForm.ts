/** The form of a record: which columns, what changed, what is sent. */
import type { Column, RegisterSpec, Values } from '@/api/types'
import type { useRegisterTexts } from '@/texts/registers'
import { isEmpty } from '@/ui/values'

/** Every record has a status and a source, whether or not its register names them as columns. */
export function formColumns(spec: RegisterSpec, t: ReturnType<typeof useRegisterTexts>): readonly Column[] {
  const has = (name: string): boolean => spec.columns.some((column) => column.name === name)
  const common: Column[] = [
    {
      name: 'status',
      title: t.statusField,
      kind: 'choice',
      required: true,
      choices: Object.entries(t.statusChoices).map(([value, title]) => ({ value, title })),
    },
    { name: 'source', title: t.source, kind: 'text', width: 300 },
  ]
  return [...spec.columns, ...common.filter((column) => !has(column.name))]
}

export function emptyValues(columns: readonly Column[]): Values {
  const start = (column: Column): unknown => {
    if (column.name === 'status') return 'unverified'
    if (column.kind === 'boolean') return false
    return column.kind === 'list' ? [] : null
  }
  return Object.fromEntries(columns.map((column) => [column.name, start(column)]))
}

export function changedValues(before: Readonly<Values>, after: Readonly<Values>): Values {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => {
      const old = before[name]
      return !(isEmpty(old) && isEmpty(value)) && JSON.stringify(old) !== JSON.stringify(value)
    }),
  )
}

/** The geometry only when there is one to change: sending it unasked would be a change in the history. */
export function savedGeometry(
  spec: RegisterSpec,
  before: GeoJSON.Geometry | null,
  after: GeoJSON.Geometry | null,
): { geometry?: GeoJSON.Geometry | null } {
  if (!spec.geometry || JSON.stringify(before) === JSON.stringify(after)) return {}
  return { geometry: after }
}
