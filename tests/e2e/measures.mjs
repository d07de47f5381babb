/**
 * A dam is drawn on the river, other measures by their place, compared, the best use of the spaces asked for, and adopted;
 * the incident is handed over.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { clickMap, logIn, open, report } from './browser.mjs'

const { page, close } = await open()
await logIn(page)
await report(page, { place: { lon: 106.65, lat: 29.03 }, substance: '1114', pick: '71-43-2', amount: 5, unit: 't', bank: 'left' })
await page.click('#tab-options')
await page.waitForSelector('.options table')

// A measure is drawn by its number; a click on the river is its place.
await page.keyboard.press('2')
await page.waitForSelector('.options [role=status] >> text=/点一下/')
await clickMap(page, { lon: 106.62, lat: 29.08 })
await page.waitForSelector('.measure')
// Its capacity is missing: one sentence beside the field, nothing stored.
await page.click('.draft button[type=submit]')
await page.waitForSelector('.measure [role=alert]')
assert.equal(await page.locator('.options tbody tr[tabindex]').count(), 0)
await page.fill('.measure input[name=capacity_m3]', '200000')
await page.click('.draft button[type=submit]')
await page.waitForSelector('.options tbody tr[tabindex]')
assert.match(await page.locator('.options tbody tr[tabindex]').first().innerText(), /万 m³/)

if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE.replace('.png', '-dam.png') })

// One option of four: a share diverted, reagent, clean water let down, an intake closed.
for (const [key, kind] of [['1', 'divert'], ['3', 'dose'], ['4', 'release']]) {
  await page.keyboard.press(key)
  await clickMap(page, { lon: 106.62, lat: 29.08 })
  await page.waitForSelector(`.measure[data-kind=${kind}]`)
}
await page.keyboard.press('5')
await page.waitForSelector('.measure[data-kind=close]')
await page.fill('.measure[data-kind=divert] input[name=capacity_m3]', '500000')
await page.fill('.measure[data-kind=release] input[name=discharge_m3_s]', '20')
await page.fill('.draft input[maxlength]', '分流、投药、放水、关停')
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE.replace('.png', '-draft.png') })
await page.click('.draft button[type=submit]')
await page.waitForFunction(() => document.querySelectorAll('.options tbody tr[tabindex]').length === 2)
assert.match(await page.locator('.one').innerText(), /关闭.*|取水口/)

// The best use of the spaces stands beside it, with its proof.
await page.click('.best button')
await page.waitForFunction(() => document.querySelectorAll('.options tbody tr[tabindex]').length > 2)
assert.match(await page.locator('.one').innerText(), /最优性差距/)
await page.waitForSelector('.options figure canvas')
if (process.env.PICTURE) {
  await page.locator('.options table.plain').scrollIntoViewIfNeeded()
  await page.screenshot({ path: process.env.PICTURE.replace('.png', '-best.png') })
}

// Adopted: a forecast beside the first, and lines of the plan.
await page.click('.one button.primary')
await page.waitForSelector('.options tbody >> text=/已采用/')
await page.click('#tab-forecasts')
await page.waitForFunction(() => /第 2 次|方案/.test(document.querySelector('[role=tabpanel]')?.textContent ?? document.body.textContent))

// The next shift takes it all in one file, and the timeline says who took it.
await page.click('#tab-reports')
const waiting = page.waitForEvent('download')
await page.getByRole('button', { name: '下载移交包' }).click()
const taken = await waiting
assert.match(taken.suggestedFilename(), /^CQ-.*移交包\.zip$/)
const packed = (await readFile(await taken.path())).toString('latin1')
for (const name of ['manifest.json', 'handover.docx', 'forecast-2/CASE.json', 'forecast-2/ANSWER.json', 'arrivals.csv', 'receptors.geojson'])
  assert.ok(packed.includes(name), `${name} is missing`)
await page.locator('.left', { hasText: '下载移交包' }).waitFor()
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE.replace('.png', '-handover.png') })
await close()
