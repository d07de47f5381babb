/** The weather of a station taken over; an incident's place and substance; the assessment stays with the incident. */
import assert from 'node:assert/strict'
import { address, clickMap, logIn, open, report } from './browser.mjs'

const { page, close } = await open()
await logIn(page)
await page.goto(`${address}/gas`)
await clickMap(page, { lon: 107.36, lat: 29.72 })

// Near and fresh can be taken; near and old says how old it is and cannot.
const near = page.locator('.stations li', { hasText: '示意测风站' }).first()
await near.waitFor()
assert.match(await near.innerText(), /km · \d+ min前|m · \d+ min前|\d+ s前/)
const old = page.locator('.stations li', { hasText: '陈旧测风站' })
assert.match(await old.innerText(), /陈旧[\s\S]*不宜直接采用/)
assert.ok(await old.getByRole('button').isDisabled())
await near.getByRole('button', { name: '采用' }).click()
assert.equal(await page.inputValue('#gas-speed'), '1.7')
assert.equal(await page.inputValue('#gas-degrees'), '63')
await page.locator('.gas-form summary', { hasText: '更多气象参数' }).click()
assert.equal(await page.inputValue('#gas-air'), '16.5')

await page.fill('#intake-substance', '7782-50-5')
await page.locator('#substance-list [role=option]', { hasText: '7782-50-5' }).first().click()
await page.keyboard.press('Control+Enter')
await page.waitForSelector('.zones tbody tr')
await page.click('#gas-tab-basis')
assert.match(await page.locator('#gas-panel').innerText(), /气象取自示意测风站/)

// A wind typed by hand is no station's.
await page.click('text=以此为起点改一项再算')
await page.fill('#gas-speed', '3')
const first = page.url()
await page.keyboard.press('Control+Enter')
await page.waitForURL((url) => url.href !== first)
await page.click('#gas-tab-basis')
assert.match(await page.locator('#gas-panel').innerText(), /气象为人工填写/)

// From an incident: place and substance stand there; the answer is kept with it.
await report(page, {
  place: { lon: 106.586, lat: 29.566 }, substance: '1114', pick: '71-43-2', amount: 20, unit: 't', bank: 'left', minutesAgo: 30,
})
const incident = new URL(page.url()).pathname
await page.locator('header.incident a', { hasText: '气体研判' }).click()
await page.waitForURL(/\/gas\?incident=\d+/)
await page.waitForSelector('.side .incident a')
await page.waitForSelector('.gas-form >> text=/东经 106\\.58/')
await page.waitForFunction(() => /UN 1114|没有列出首次距离/.test(document.querySelector('.gas-form').innerText))
await page.locator('.kinds label', { hasText: '地面液池' }).click()
await page.keyboard.press('Control+Enter')
await page.waitForSelector('.zones tbody tr')
await page.click('#gas-tab-fire')
await page.waitForSelector('.rings tbody tr')
assert.match(await page.locator('.models').innerText(), /池火\s*\d/)
await page.locator('.side .incident a').click()
await page.waitForURL((url) => url.pathname === incident)
await page.waitForSelector('text=/气体研判 QT-/')
await close()
