/**
 * Takes the pictures of docs/guide from a running system with a fresh demo world, in Chinese.
 *
 *   make run                      (in another terminal)
 *   node scripts/pictures.mjs     SHANGYOU_ADDRESS when it is not http://127.0.0.1:8000
 *   node scripts/pictures.mjs river     only the walks of that part: tour, river, gas
 */
import { fileURLToPath } from 'node:url'
import { address, clearNight, clickMap, hoverMap, logIn, mapIdle, open, report } from '../tests/e2e/browser.mjs'

const folder = fileURLToPath(new URL('../docs/guide/pictures/', import.meta.url))
const { page, close } = await open({ width: 1366, height: 768 })
const wanted = (part) => process.argv.length < 3 || process.argv.includes(part)
const take = async (name) => {
  await mapIdle(page).catch(() => {})
  await page.mouse.move(5, 400)
  await page.waitForTimeout(600) // fades of the page end
  await page.screenshot({ path: `${folder}${name}.png` })
  console.log(name)
}

await page.goto(address)
await page.waitForSelector('input[name=username]')
if (wanted('tour')) await take('log-in')
await logIn(page, 'zhiban')
if (wanted('tour')) await tour()
if (wanted('river')) await river()
if (wanted('gas')) await gas()
await close()

async function tour() {
  await report(page, {
    place: { lon: 106.586, lat: 29.566 }, substance: '1114', pick: '71-43-2', amount: 20, unit: 't', bank: 'left',
    minutesAgo: 150, beforeSending: () => take('intake'),
  })
  await page.locator('.arrivals tbody tr:not(.detail)', { hasText: '寸滩' }).first().click()
  await page.getByRole('button', { name: '现在' }).last().click()
  await take('workspace')
  const slider = page.locator('[role=slider], input[type=range]').first()
  await slider.focus()
  for (let step = 0; step < 14; step += 1) await page.keyboard.press('ArrowRight')
  await page.click('#tab-plan')
  await take('plan')
  await page.click('#tab-forecasts')
  await take('forecasts')
  await page.click('#tab-reports')
  await take('reports')
  await page.goto(`${address}/`)
  await page.waitForSelector('text=正在进行的事件')
  await take('desk')
  await page.goto(`${address}/map`)
  await take('map')
  await page.goto(`${address}/registers/receptors`)
  await page.locator('tbody tr').nth(3).click()
  await take('register')
  await page.goto(`${address}/audit`)
  await take('audit')
}

/** A spill of benzene met with measures, one of diesel with a boom, and the hand-over. */
async function river() {
  await report(page, { place: { lon: 106.65, lat: 29.03 }, substance: '1114', pick: '71-43-2', amount: 5, unit: 't', bank: 'left' })
  await page.click('#tab-options')
  await page.waitForSelector('.options table')
  for (const [key, kind] of [['1', 'divert'], ['3', 'dose']]) {
    await page.keyboard.press(key)
    await clickMap(page, { lon: 106.62, lat: 29.08 })
    await page.waitForSelector(`.measure[data-kind=${kind}]`)
  }
  await page.fill('.measure[data-kind=divert] input[name=capacity_m3]', '500000')
  await page.fill('.draft input[maxlength]', '分流并投药')
  await page.locator('.draft').scrollIntoViewIfNeeded()
  await take('measures-draw')
  await page.click('.draft button[type=submit]')
  await page.waitForSelector('.options tbody tr[tabindex]')
  await page.click('.best button')
  await page.waitForFunction(() => document.querySelectorAll('.options tbody tr[tabindex]').length > 1)
  await page.locator('.options table.plain').scrollIntoViewIfNeeded()
  await take('measures-compare')
  await page.click('.one button.primary')
  await page.waitForSelector('.options tbody >> text=/已采用/')
  await page.click('#tab-forecasts')
  await page.locator('input[name=shown]').nth(1).check()
  await take('measures-adopted')
  await page.click('#tab-reports')
  await take('handover')

  await report(page, {
    place: { lon: 106.65, lat: 29.03 }, substance: '柴油', pick: '柴油', amount: 20, unit: 't', bank: 'left', minutesAgo: 120,
  })
  await page.click('#tab-oil')
  const form = page.locator('.oil-form')
  await form.locator('input[name=oil]').fill('0号柴油')
  await form.locator('input[name=hours]').fill('24')
  await form.getByRole('button', { name: '计算溢油' }).click()
  await page.locator('.oil .shares').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: '改条件再算' }).click()
  for (let step = 0; step < 6; step += 1) {
    await mapIdle(page)
    await hoverMap(page, { lon: 106.6405, lat: 29.0485 })
    await page.mouse.wheel(0, -300)
    await page.waitForTimeout(400)
  }
  await form.getByRole('button', { name: '在地图上画围油栏' }).click()
  await clickMap(page, { lon: 106.6394, lat: 29.0485 })
  await clickMap(page, { lon: 106.6416, lat: 29.0491 })
  await form.locator('fieldset .site').waitFor()
  await form.locator('fieldset').scrollIntoViewIfNeeded()
  await form.locator('input[name=from]').fill(new Date(Date.now() - 110 * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16))
  await take('oil-boom')
  await form.getByRole('button', { name: '计算溢油' }).click()
  await page.locator('.oil .compare').waitFor({ timeout: 60_000 })
  await take('oil-compare')
}

async function gas() {
  await page.goto(`${address}/gas`)
  await clickMap(page, { lon: 107.36, lat: 29.72 })
  await page.fill('#intake-substance', '7782-50-5')
  await page.locator('#substance-list [role=option]', { hasText: '7782-50-5' }).first().click()
  await clearNight(page) // at noon nobody stands within the zones
  await page.fill('#gas-degrees', '54')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.zones tbody tr')
  await take('gas')
  await page.click('#gas-tab-people')
  await page.locator('#gas-panel tr[tabindex]').first().click()
  await page.waitForSelector('.shelter .advice')
  await take('gas-shelter')
  await page.goto(`${address}/gas`)
  await clickMap(page, { lon: 107.36, lat: 29.72 })
  await page.fill('#intake-substance', '68476-85-7')
  await page.locator('#substance-list [role=option]').first().click()
  await page.locator('.presets button', { hasText: '槽车' }).click()
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.zones tbody tr')
  await page.click('#gas-tab-fire')
  await page.waitForSelector('.rings tbody tr')
  await take('gas-fire')
}
