/** A dam is drawn on the river, compared, the best use of the spaces asked for, and adopted. */
import assert from 'node:assert/strict'
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

// The best use of the spaces stands beside it, with its proof.
await page.click('.best button')
await page.waitForFunction(() => document.querySelectorAll('.options tbody tr[tabindex]').length > 1)
assert.match(await page.locator('.one').innerText(), /最优性差距/)
await page.waitForSelector('.options figure canvas')

// Adopted: a forecast beside the first, and lines of the plan.
await page.click('.one button.primary')
await page.waitForSelector('.options tbody >> text=/已采用/')
await page.click('#tab-forecasts')
await page.waitForFunction(() => /第 2 次|方案/.test(document.querySelector('[role=tabpanel]')?.textContent ?? document.body.textContent))
await close()
