/** Files made on the page: tables that spreadsheet programs in Chinese open without asking. */
export type CsvCell = string | number | null | undefined

function cell(value: CsvCell): string {
  const text = value === null || value === undefined ? '' : String(value)
  // A leading sign would be run as a formula by a spreadsheet program.
  const safe = /^[=+@-]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvText(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${[head, ...rows].map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`
}

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  // What no file name may hold: “沙沱/道角水厂” would come out as another name, or not at all.
  link.download = name.replaceAll(/[\\/:*?"<>|]/g, '_')
  link.click()
  // The browser reads the address after this task; freeing it at once loses the file in some.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export function saveCsv(name: string, head: readonly string[], rows: readonly (readonly CsvCell[])[]): void {
  saveBlob(`${name}.csv`, new Blob([csvText(head, rows)], { type: 'text/csv;charset=utf-8' }))
}
