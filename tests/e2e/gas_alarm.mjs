/** A gas park's sensor exceeds: alarm, people in reach, assessment with the wind of the park's mast, incident in the air. */
import assert from 'node:assert/strict'
import { address, logIn, mapIdle, open } from './browser.mjs'

const { page, close } = await open()
await logIn(page)
await page.goto(`${address}/alarms`)
const row = page.locator('tbody tr', { hasText: '氯碱装置区' })
await row.first().waitFor({ timeout: 90_000 })
assert.equal(await row.count(), 1, 'one happening, one alarm')
await row.first().click()
await page.waitForURL(/\/alarms\/\d+/)

// Before anybody knows a rate: people by the guide's distances, and the assumption in words.
await page.waitForSelector('.reach >> text=/\\d+–\\d+ 人（泄漏速率未知）/')
const reach = await page.locator('.reach').innerText()
for (const wanted of [/泄漏速率未知/, /少量泄漏：四周隔离 60 m/, /大量泄漏/, /不是泄漏点/, /中控楼/]) assert.match(reach, wanted)

// The camera of the place stands beside it.
await page.waitForSelector('.cameras-nearby li >> text=/氯碱装置区/')

// One button: the gas page with place, substance and the wind of the mast.
await page.click('.reach [data-deed=gas]')
await page.waitForURL(/\/gas\?alarm=\d+/)
await page.waitForSelector('.gas-form >> text=/东经 10[67]\\./')
await page.waitForFunction(() => /取自长寿经开区中控楼/.test(document.querySelector('.gas-form').innerText))
await mapIdle(page)
await page.waitForFunction(() => /\sm$|^[1-5]\skm$/.test(document.querySelector('.maplibregl-ctrl-scale')?.textContent ?? ''))
const degrees = await page.inputValue('#gas-degrees')
assert.match(degrees, /^\d+(\.\d+)?$/)
assert.match(await page.locator('.from-alarm').innerText(), new RegExp(`来自 ${Math.round(Number(degrees))}°`))
assert.match(await page.inputValue('#intake-substance'), /^氯/)
assert.match(await page.locator('.from-alarm').innerText(), /1 t 钢瓶/)
await page.click('.gas-form button[type=submit]')
await page.waitForSelector('.zones tbody tr')
await page.click('#gas-tab-basis')
assert.match(await page.locator('#gas-panel').innerText(), /气象取自长寿经开区中控楼/)
const number = await page.locator('.head h2').innerText()

// And one more: the incident, with the readings and the assessment.
await page.click('.from-alarm .button.primary')
await page.waitForURL(/\/alarms\/\d+/)
await page.waitForSelector('.ask dl')
const draft = await page.locator('.ask').innerText()
assert.match(draft, /大气事件/)
assert.match(draft, /QT-\d{4}-\d{5}/)
assert.match(draft, /\d+ 个传感器读数/)
await page.fill('.ask input', '氯碱装置区氯气泄漏')
await page.click('.ask button[type=submit]')
await page.waitForURL(/\/incidents\/\d+/)
await page.waitForSelector('.air .zones tbody tr')
assert.match(await page.locator('.air .side').innerText(), new RegExp(/QT-\d{4}-\d{5}/.exec(number)[0]))
await page.waitForSelector('.timeline >> text=/由警情 \\d+/')
// The plan came with it; a line is decided as on a river.
await page.click('#air-tab-plan')
await page.locator('.line', { hasText: '少量泄漏' }).locator('button.accept').click()
await page.waitForSelector('.line.accepted >> text=/四周 60 m/')
await page.click('#air-tab-readings')
await page.waitForSelector('.readings tr.above')
await page.click('#air-tab-cameras')
await page.waitForSelector('.cameras-nearby li >> text=/氯碱装置区/')
await page.click('#air-tab-reports')
await page.waitForSelector('.reports >> text=/区县初报/')

// The alarm points at it; nobody makes a second one.
await page.goto(`${address}/alarms`)
await page.click('.states button >> text=已结')
await page.locator('tbody tr', { hasText: '氯碱装置区' }).first().click()
await page.waitForSelector('.detail >> text=/打开事件 CQ-/')
assert.equal(await page.locator('[data-deed=incident]').count(), 0)
await close()
