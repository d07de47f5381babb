/** A survey comes in by the dialog, broken and whole; a gauge is typed; the next forecast says it rests on both. */
import assert from 'node:assert/strict'
import { address, logIn, mapIdle, open, report } from './browser.mjs'

const { page, close } = await open()
await logIn(page, 'zhiban')
const picture = async (name) => process.env.PICTURES && page.screenshot({ path: `${process.env.PICTURES}/${name}.png` })

// --- the demo sections are there, each to be verified, on list and map
await page.goto(`${address}/registers/river_sections`)
await page.waitForSelector('.list tbody tr')
assert.match(await page.locator('.list').first().innerText(), /需核实/)
await picture('sections')

// --- a HEC-RAS file with two broken lines: both are named, nothing can be saved
const survey = (n, last) => `Geom Title=示例
River Reach=长江,主城
Type RM Length L Ch R = 1 ,655    ,500,500,500
#Sta/Elev= 4
       0     190       0     150     600     150     600     ${last}
#Mann= 1 , 0 , 0
       0    ${n}       0
`
await page.getByRole('button', { name: '导入', exact: true }).click()
const bring = (name, text) => page.setInputFiles('.import input[type=file]', { name, mimeType: 'text/plain', buffer: Buffer.from(text) })
await bring('broken.g01', survey('.O35', '19O'))
await page.waitForSelector('.import table.plain')
const said = await page.locator('.import').innerText()
assert.match(said, /“19O”不是数字/)
assert.match(said, /“\.O35”不是数字/)
assert.equal(await page.locator('dialog .button.primary:enabled', { hasText: '写入' }).count(), 0, 'a broken file can be saved')
await picture('sections-broken')

// --- the whole file: a preview, then a section more
await bring('survey.g01', survey('.035', '190'))
await page.locator('dialog .button.primary:enabled', { hasText: '写入' }).click()
await page.waitForSelector('.import', { state: 'detached' })
await page.fill('.bar input[type=search]', '长江-主城-655')
await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 1)
await page.locator('.list tbody tr td').nth(1).click()
await page.getByRole('button', { name: '修改', exact: true }).waitFor()
await mapIdle(page)
await picture('section')
await page.keyboard.press('Escape')

// --- a discharge typed at 清溪场 is refused without its time, and kept with it
await page.goto(`${address}/registers/gauges`)
await page.waitForSelector('.list tbody tr')
await page.fill('.bar input[type=search]', '清溪场')
await page.waitForFunction(() => document.querySelectorAll('.list tbody tr').length === 1)
await page.locator('.list tbody tr td').nth(1).click()
await page.getByRole('button', { name: '修改', exact: true }).click()
await page.getByLabel(/^人工读数流量/).fill('6120')
await page.getByRole('button', { name: '保存', exact: true }).click()
await page.getByText('填了读数就要填时间').first().waitFor()
await picture('gauge-refused')
const now = new Date(Date.now() - 20 * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
await page.getByLabel(/^人工读数时间/).fill(now)
await page.keyboard.press('Enter')
await page.getByRole('button', { name: '保存', exact: true }).click()
await page.getByText(/6,120/).first().waitFor()
await picture('gauge')

// --- the forecast says which reading, how old, and which sections
await report(page, { place: { lon: 106.586, lat: 29.566 }, substance: '1114', pick: '71-43-2', amount: 5, unit: 't', bank: 'left' })
await page.click('#tab-forecasts')
const assumptions = page.locator('dl').filter({ hasText: '流量依据' })
await assumptions.scrollIntoViewIfNeeded()
const text = await assumptions.innerText()
assert.match(text, /清溪场 流量 6120 m³\/s（人工，\d\d-\d\d \d\d:\d\d，\d+ 分钟前）/)
assert.match(text, /断面（按库水位）/)
await picture('assumptions')
await close()
