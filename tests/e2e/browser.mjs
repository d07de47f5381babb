/** Opens the running system in Debian's Chromium, as a person would; no test hooks in the page. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(fileURLToPath(new URL('../../web/package.json', import.meta.url)))
const { chromium } = require('playwright-core')

export const address = process.env.SHANGYOU_ADDRESS ?? 'http://127.0.0.1:8000'
export const PASSWORD = 'shangyou-demo'

export async function open({ width = 1366, height = 768, locale = 'zh-CN' } = {}) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })
  const context = await browser.newContext({
    viewport: { width, height }, locale, timezoneId: 'Asia/Shanghai', acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const strangers = []
  const errors = []
  const failures = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) strangers.push(url)
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('console', (message) => {
    // The browser's own line on a refused request is not an error of the page: 401 is how one learns to log in.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text())
  })
  page.on('response', (response) => {
    if (response.status() >= 500) failures.push(`${response.status()} ${response.url()}`)
  })
  return {
    page,
    /** Every scenario ends here: nothing left the machine, nothing broke unseen. */
    async close() {
      await browser.close()
      assert.deepEqual(strangers, [], 'a request left the machine')
      assert.deepEqual(errors, [], 'an error in the page')
      assert.deepEqual(failures, [], 'an error of the server')
    },
  }
}

export async function logIn(page, username = 'zhiban') {
  await page.goto(`${address}/`)
  await page.fill('input[name=username]', username)
  await page.fill('input[name=password]', PASSWORD)
  await page.keyboard.press('Enter')
  await page.waitForSelector('input[name=password]', { state: 'detached' })
}

export async function mapIdle(page) {
  await page.waitForSelector('[data-map-idle="true"]')
}

/** Reads the coordinates under the pointer from the map's own readout. */
async function coordinates(page, x, y) {
  await page.mouse.move(x - 2, y)
  await page.mouse.move(x, y, { steps: 2 })
  const readout = page.locator('.readout').first()
  let text = ''
  for (let attempt = 0; attempt < 50; attempt += 1) {
    text = await readout.innerText()
    const found = /(\d+\.\d+)\D{1,12}(\d+\.\d+)/.exec(text)
    if (found) return { lon: Number(found[1]), lat: Number(found[2]) }
    await page.waitForTimeout(50)
  }
  throw new Error(`no coordinates under the pointer: ${text}`)
}

/** Clicks the map at a place, found as a person finds it: move, read, move closer. */
export async function clickMap(page, place) {
  const { x, y } = await hoverMap(page, place)
  await page.mouse.click(x, y)
}

/** Moves the pointer to a place of the map. */
export async function hoverMap(page, { lon, lat }) {
  await mapIdle(page)
  const box = await page.locator('[data-map-idle] canvas').first().boundingBox()
  const a = { x: box.x + box.width * 0.35, y: box.y + box.height * 0.4 }
  const b = { x: box.x + box.width * 0.65, y: box.y + box.height * 0.6 }
  const at = await coordinates(page, a.x, a.y)
  const bt = await coordinates(page, b.x, b.y)
  const perLon = (b.x - a.x) / (bt.lon - at.lon)
  const perLat = (b.y - a.y) / (bt.lat - at.lat)
  let x = a.x + (lon - at.lon) * perLon
  let y = a.y + (lat - at.lat) * perLat
  for (let step = 0; step < 3; step += 1) {
    const here = await coordinates(page, Math.round(x), Math.round(y))
    x = Math.round(x) + (lon - here.lon) * perLon
    y = Math.round(y) + (lat - here.lat) * perLat
  }
  await page.mouse.move(Math.round(x), Math.round(y))
  return { x: Math.round(x), y: Math.round(y) }
}

/** Fills the intake form and sends it; returns the seconds until the arrival table stands. */
export async function report(page, { place, substance, pick, amount, unit, bank, minutesAgo = 10, beforeSending }) {
  await page.goto(`${address}/incidents/new`)
  await clickMap(page, place)
  await page.waitForFunction(() => /K\d+/.test(document.querySelector('.intake')?.textContent ?? '') || document.querySelector('#intake-place')?.value.includes('K'))
  if (bank) await page.check(`input[name=bank][value=${bank}]`)
  await page.fill('#intake-substance', substance)
  await page.locator('#substance-list [role=option]', { hasText: pick }).first().click()
  await page.fill('#intake-amount', String(amount))
  if (unit) await page.selectOption('.intake .row select', unit)
  const started = new Date(Date.now() - minutesAgo * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16)
  await page.fill('#intake-started', started)
  if (beforeSending) await beforeSending()
  const began = Date.now()
  await page.click('button[type=submit]')
  await page.waitForURL(/\/incidents\/(?!new)/)
  await page.waitForSelector('.arrivals tbody tr')
  return (Date.now() - began) / 1000
}

/** In the form of the gas page: the class of a clear night, said, so that the hour of the day decides nothing. */
export async function clearNight(page) {
  const more = page.locator('details:has(#gas-stability) > summary')
  await more.click()
  await page.selectOption('#gas-stability', 'F')
  await more.click()
}
