/** One page of A4 on paper: when not to believe it first, the map, zones, fires, people, advice. */

export interface PrintTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}
export interface GasSheet {
  readonly title: string
  readonly facts: readonly string[]
  readonly cautionsTitle: string
  readonly cautions: readonly string[]
  readonly picture: string
  readonly tables: readonly (PrintTable & { readonly title: string })[]
  readonly notes: readonly string[]
}

const STYLE =
  '@page{size:A4 portrait;margin:9mm}body{margin:0;font:8pt/1.3 sans-serif;color:#000}h1{margin:0 0 2pt;font-size:14pt}' +
  'h2{margin:3pt 0 1pt;font-size:9pt}p,ul{margin:1pt 0}ul{padding-left:12pt}.cautions{margin:3pt 0;padding:3pt 6pt;border:1.2pt solid #000}' +
  'img{display:block;max-width:100%;max-height:84mm;margin:0 auto;border:.5pt solid #333}table{width:100%;border-collapse:collapse;font:inherit}' +
  'td,th{padding:1pt 4pt 1pt 0;border-bottom:.4pt solid #999;text-align:left;vertical-align:top}.small{font-size:7.5pt;color:#333}' +
  '.columns{columns:2;column-gap:6mm}.columns section{break-inside:avoid}'

function element(page: Document, name: string, text = '', className = ''): HTMLElement {
  const made = page.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}

function table(page: Document, of: PrintTable & { readonly title: string }): HTMLElement {
  const section = page.createElement('section')
  const made = page.createElement('table')
  const row = (cells: readonly string[], kind: string): HTMLElement => {
    const line = page.createElement('tr')
    line.append(...cells.map((cell) => element(page, kind, cell)))
    return line
  }
  made.append(row(of.head, 'th'), ...of.rows.map((cells) => row(cells, 'td')))
  section.append(element(page, 'h2', of.title), made)
  return section
}

/** Writes the sheet into a document: apart from the printing, so that it can be looked at. */
export function writeSheet(page: Document, sheet: GasSheet): HTMLImageElement {
  const style = page.createElement('style')
  style.textContent = STYLE
  page.head.append(style)
  const cautions = page.createElement('div')
  cautions.className = 'cautions'
  const list = page.createElement('ul')
  list.append(...sheet.cautions.map((said) => element(page, 'li', said)))
  cautions.append(element(page, 'strong', sheet.cautionsTitle), list)
  const picture = page.createElement('img')
  const columns = page.createElement('div')
  columns.className = 'columns'
  columns.append(...sheet.tables.filter((one) => one.rows.length > 0).map((one) => table(page, one)))
  page.body.append(
    element(page, 'h1', sheet.title),
    ...sheet.facts.filter(Boolean).map((text) => element(page, 'p', text)),
    ...(sheet.cautions.length > 0 ? [cautions] : []),
    picture,
    columns,
    ...sheet.notes.filter(Boolean).map((text) => element(page, 'p', text, 'small')),
  )
  picture.src = sheet.picture
  return picture
}

export function printGas(sheet: GasSheet): void {
  const frame = document.createElement('iframe')
  frame.className = 'print-sheet'
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  document.body.append(frame)
  const page = frame.contentDocument
  const view = frame.contentWindow
  if (!page || !view) return
  view.addEventListener('afterprint', () => frame.remove())
  writeSheet(page, sheet).addEventListener('load', () => view.print())
}
