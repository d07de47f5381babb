/** A map sheet on paper: picture, title, legend, in a frame of its own so that the page stays as it is. */
import type { LegendEntry } from './layers/FeaturesLayer.vue'
import { asShape, shapePath } from './symbols'

export interface Sheet {
  readonly picture: string
  readonly title: string
  readonly lines: readonly string[]
  readonly legend: readonly { readonly title: string; readonly entries: readonly LegendEntry[] }[]
}

const SVG = 'http://www.w3.org/2000/svg'

function legendItem(page: Document, entry: LegendEntry): HTMLElement {
  const item = page.createElement('span')
  const svg = page.createElementNS(SVG, 'svg')
  svg.setAttribute('width', '14')
  svg.setAttribute('height', '14')
  const path = page.createElementNS(SVG, 'path')
  path.setAttribute('d', shapePath(asShape(entry.shape), 14))
  path.setAttribute('fill', entry.colour)
  svg.append(path)
  item.append(svg, ` ${entry.title}  `)
  return item
}

export function printSheet(sheet: Sheet): void {
  const frame = document.createElement('iframe')
  frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
  document.body.append(frame)
  const page = frame.contentDocument
  const view = frame.contentWindow
  if (!page || !view) return
  const style = page.createElement('style')
  style.textContent =
    '@page{size:A4 landscape;margin:10mm}body{margin:0;font:10pt sans-serif}h1{margin:0 0 4pt;font-size:15pt}' +
    'img{width:100%;max-height:150mm;object-fit:contain;border:1px solid #333}p{margin:3pt 0}span{white-space:nowrap}'
  page.head.append(style)
  const heading = page.createElement('h1')
  heading.textContent = sheet.title
  const picture = page.createElement('img')
  const legend = sheet.legend.map((group) => {
    const line = page.createElement('p')
    line.append(`${group.title}：`, ...group.entries.map((entry) => legendItem(page, entry)))
    return line
  })
  const lines = sheet.lines.filter(Boolean).map((text) => {
    const line = page.createElement('p')
    line.textContent = text
    return line
  })
  page.body.append(heading, picture, ...legend, ...lines)
  view.addEventListener('afterprint', () => frame.remove())
  picture.addEventListener('load', () => view.print())
  picture.src = sheet.picture
}
