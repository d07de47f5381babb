/** A chlorine cylinder, an ammonia tank and an LPG tanker: from a click to zones, people, a point's curve, a second weather. */
import assert from 'node:assert/strict'
import { address, clickMap, logIn, mapIdle, open } from './browser.mjs'

const { page, close } = await open()
await logIn(page)
await page.goto(`${address}/`)
await page.waitForSelector('header nav a.current')
await page.keyboard.press('g')
await page.keyboard.press('a')
await page.waitForURL(/\/gas$/)

async function assess({ place, substance, pick, fill }) {
  await page.goto(`${address}/gas`)
  await clickMap(page, place)
  await page.waitForSelector('.gas-form >> text=/东经 \\d+/')
  await page.fill('#intake-substance', substance)
  await page.locator('#substance-list [role=option]', { hasText: pick }).first().click()
  await page.waitForSelector('.gas-form caption')
  if (fill) await fill()
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.zones tbody tr')
  await mapIdle(page)
  return page.locator('.zones tbody tr').allInnerTexts()
}

// Nothing chosen: one sentence beside each of what is missing, nothing sent.
await page.click('button[type=submit]')
await page.waitForSelector('.gas-form [role=alert]')
assert.match(await page.locator('.gas-form').innerText(), /请先在地图上点击泄漏点/)

const chlorine = await assess({ place: { lon: 107.36, lat: 29.72 }, substance: '7782-50-5', pick: '7782-50-5' })
assert.match(chlorine.join(), /毒性终点浓度-1/)
assert.match(await page.locator('.side').innerText(), /里查森数/)
assert.match(await page.locator('.cautions').innerText(), /山谷/)
// Any point of the map: outdoors with its band, indoors behind.
const box = await page.locator('[data-map-idle] canvas').first().boundingBox()
await page.mouse.click(box.x + box.width * 0.46, box.y + box.height * 0.6)
await page.waitForSelector('.chart canvas')
// The wind turns: a second run beside the first, dashed.
await page.click('text=以此为起点改一项再算')
await page.selectOption('#gas-from', '180')
await page.click('button[type=submit]')
await page.waitForURL((url) => !url.pathname.endsWith('/gas') && !url.pathname.endsWith('/1'))
await page.waitForFunction(() => document.querySelectorAll('.overlay option').length > 1)
await page.selectOption('.overlay select', { index: 1 })
await page.waitForSelector('.side caption >> text=/比较/')

const ammonia = await assess({
  place: { lon: 107.3, lat: 29.75 }, substance: '7664-41-7', pick: '7664-41-7',
  fill: async () => {
    await page.fill('#release-tank\\.volume_m3', '50')
    await page.fill('#release-tank\\.hole_diameter_m', '20')
    await page.selectOption('#gas-sky', 'clear')
  },
})
assert.match(ammonia.join(), /770 mg/)

const lpg = await assess({
  place: { lon: 106.72, lat: 29.55 }, substance: '68476-85-7', pick: '石油气',
  fill: async () => {
    await page.fill('#release-tank\\.volume_m3', '50')
    await page.fill('#release-tank\\.hole_diameter_m', '50')
  },
})
assert.match(lpg.join(), /燃烧下限/)

// A hole above the top of the tank is told at its field, and the last answer stays.
await page.fill('#release-tank\\.hole_height_m', '40')
await page.click('button[type=submit]')
await page.waitForSelector('.gas-form [role=alert] >> text=/罐高/')
assert.ok((await page.locator('.zones tbody tr').count()) > 0)
await close()
