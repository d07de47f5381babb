/**
 * A chlorine cylinder, an ammonia tank and an LPG tanker: from a click to zones, people, a point's curve, staying or
 * leaving, a second weather, fire and blast, a printed page and files.
 */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { address, clearNight, clickMap, logIn, mapIdle, open } from './browser.mjs'

const { page, close } = await open()
// A printer takes the page away; here the sheet is kept to be looked at.
await page.addInitScript(() => {
  window.print = () => {
    window.top.printed = document.documentElement.outerHTML
    window.dispatchEvent(new Event('afterprint'))
  }
})
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
  // The class of a clear night, said: by a bright noon nobody stands in the chlorine's zone.
  await clearNight(page)
  if (fill) await fill()
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.zones tbody tr')
  await mapIdle(page)
  return page.locator('.zones tbody tr').allInnerTexts()
}

// Nothing chosen: one sentence beside each of what is missing, nothing sent.
await page.click('.gas-form button[type=submit]')
await page.waitForSelector('.gas-form [role=alert]')
assert.match(await page.locator('.gas-form').innerText(), /请先在地图上点击泄漏点/)

const chlorine = await assess({
  place: { lon: 107.36, lat: 29.72 }, substance: '7782-50-5', pick: '7782-50-5',
  fill: () => page.fill('#gas-degrees', '54'),
})
assert.match(chlorine.join(), /毒性终点浓度-1/)
assert.match(await page.locator('.side').innerText(), /里查森数/)
assert.match(await page.locator('.cautions').innerText(), /山谷/)
// When not to believe it stands above everything else of the answer.
const top = async (selector) => (await page.locator(selector).first().boundingBox()).y
assert.ok((await top('.cautions')) < (await top('.theory')) && (await top('.theory')) < (await top('.zones')), 'the doubts are buried')
// Chlorine does not burn: there is no such tab.
assert.equal(await page.locator('#gas-tab-fire').count(), 0)
// Any point of the map: stay or leave, and the curve outdoors with its band, indoors behind.
const box = await page.locator('[data-map-idle] canvas').first().boundingBox()
await page.mouse.click(box.x + box.width * 0.46, box.y + box.height * 0.6)
await page.waitForSelector('.shelter .advice')
await page.waitForSelector('[aria-label="任意点浓度"] canvas')
assert.match(await page.locator('.shelter').innerText(), /立即侧风撤离[\s\S]*再过 15 min 撤离[\s\S]*留在室外/)
assert.match(await page.locator('.shelter').innerText(), /每小时换气 0\.5 次/)
const loadOf = async (choice) => Number((await page.locator('.shelter tbody tr', { hasText: choice }).locator('td').nth(1).innerText()).split('\n')[0].replaceAll(',', '').replace(/ × 10.*/, 'e9'))
const closed = await loadOf('留在室内')
await page.selectOption('.shelter .house select', 'open')
await page.waitForFunction(() => /每小时换气 5 次/.test(document.querySelector('.shelter').innerText))
assert.ok((await loadOf('留在室内')) >= closed, 'an open window shelters as well as a closed one')
// A place with people, by keyboard: its own house, its own answer.
const place = page.locator('#gas-panel tr[tabindex]', { hasNotText: '区外' }).first()
assert.match(await place.innerText(), /\d+ min\s+(\d\d-\d\d )?\d\d:\d\d/, 'no arrival by the clock')
await place.focus()
await page.keyboard.press('Enter')
await page.waitForFunction(() => document.querySelector('#gas-panel h3').textContent !== '任意点浓度')
await page.waitForSelector('.shelter .advice')
// The basis: each property with its source; by arrow keys.
await page.locator('#gas-tab-people').focus()
await page.keyboard.press('ArrowRight')
assert.match(await page.locator('#gas-panel').innerText(), /HJ 169-2018 表 H\.1/)
assert.match(await page.locator('#gas-panel').innerText(), /由系统选择/)
// Over time: the slider opens where it is now, and moves the zones.
await page.check('.time input[type=checkbox]')
await page.waitForSelector('.time input[type=range]')
await page.locator('.time input[type=range]').focus()
await page.keyboard.press('ArrowRight')
await mapIdle(page)
await page.uncheck('.time input[type=checkbox]')
// The wind turns: a second run beside the first, dashed.
await page.click('text=以此为起点改一项再算')
await page.selectOption('#gas-from', '180')
const north = page.url()
await page.click('.gas-form button[type=submit]')
await page.waitForURL((url) => url.href !== north)
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
// Ammonia burns but hardly lights: nothing is computed by itself, a typed scenario is.
await page.click('#gas-tab-fire')
await page.waitForSelector('#gas-panel >> text=/不易点燃/')
await page.locator('.models label', { hasText: '火球' }).click()
await page.waitForFunction(() => document.querySelector('#fire-mass_kg')?.value !== '')
await page.fill('#fire-burst_pressure_pa', '900')
await page.locator('.fire-form button[type=submit]').click()
await page.waitForSelector('.fire-form [role=alert] >> text=/允许范围/')
await page.fill('#fire-burst_pressure_pa', '2.4')
await page.locator('.fire-form button[type=submit]').click()
await page.waitForSelector('.rings tbody tr')
// The theory asked for is the one used.
await page.click('text=以此为起点改一项再算')
await page.locator('.gas-form summary', { hasText: '更多气象参数' }).click()
await page.selectOption('#gas-theory', 'gbt3840')
const before = page.url()
await page.click('.gas-form button[type=submit]')
await page.waitForURL((url) => url.href !== before)
await page.waitForSelector('.theory >> text=/GB\\/T 3840/')

const lpg = await assess({
  place: { lon: 106.72, lat: 29.55 }, substance: '68476-85-7', pick: '石油气',
  fill: async () => {
    await page.locator('.presets button', { hasText: '液化气槽车' }).click()
    assert.equal(await page.inputValue('#release-tank\\.hole_diameter_m'), '50')
  },
})
assert.match(lpg.join(), /燃烧下限/)
// Fire and blast stand there without being asked, their rings on the map, the worst first.
await page.click('#gas-tab-fire')
await page.waitForSelector('.rings tbody tr')
assert.match(await page.locator('.models').innerText(), /池火[\s\S]*喷射火\s*\d[\s\S]*蒸气云爆炸\s*\d[\s\S]*火球/)
assert.match(await page.locator('#gas-panel').innerText(), /10 kW\/m²[\s\S]*60 s 内可致死/)
assert.match(await page.locator('#gas-panel').innerText(), /1\.21 倍/)
await mapIdle(page)
await page.locator('.models label', { hasText: '蒸气云' }).click()
await page.waitForSelector('.rings >> text=/kPa/')
// Half the mass, beside the first run.
await page.locator('#gas-panel button', { hasText: '改参数再算' }).click()
const mass = Number(await page.inputValue('#fire-mass_kg'))
assert.ok(mass > 100)
const far = await page.locator('.rings tbody tr').last().locator('td').nth(1).innerText()
await page.fill('#fire-mass_kg', String(mass / 10))
await page.locator('.fire-form button[type=submit]').click()
await page.waitForFunction((old) => [...document.querySelectorAll('.rings tbody tr')].at(-1)?.children[1].innerText !== old, far)
assert.equal(await page.locator('.picks label', { hasText: '第几次' }).locator('option').count(), 2)
// Inside a fireball's reach the dose is not what people leave for.
const middle = await page.locator('[data-map-idle] canvas').first().boundingBox()
await page.mouse.click(middle.x + middle.width * 0.5, middle.y + middle.height * 0.55)
await page.waitForSelector('.shelter .grave >> text=/火灾爆炸/')
assert.match(await page.locator('.shelter').innerText(), /仅就中毒而言/)
// One page of paper: doubts, zones, fires, advice.
await page.getByRole('toolbar').getByRole('button', { name: /打印/ }).click()
await page.waitForFunction(() => window.printed)
const sheet = await page.context().newPage()
await sheet.setViewportSize({ width: 726, height: 1054 })
await sheet.setContent(await page.evaluate(() => window.printed))
const paper = await sheet.locator('body').innerText()
for (const wanted of [/何时不要相信/, /燃烧下限/, /火球/, /蒸气云爆炸/, /就地避险还是撤离/, /里查森数/]) assert.match(paper, wanted)
if (process.env.PICTURE) await sheet.screenshot({ path: process.env.PICTURE, fullPage: true })
const pdf = await sheet.pdf({ preferCSSPageSize: true })
assert.equal(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g).length, 1, 'the sheet is longer than a page')
await sheet.close()
// Files for other systems.
await page.click('#gas-tab-basis')
for (const [name, wanted] of [['GeoJSON', /"zone_possible"[\s\S]*"ring"/], ['CSV', /火灾爆炸/], ['下载算例', /"substance"/]]) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#gas-panel .files button', { hasText: name }).click()])
  assert.match(await readFile(await download.path(), 'utf8'), wanted)
}

// A hole above the top of the tank is told at its field, and the last answer stays.
await page.fill('#release-tank\\.hole_height_m', '40')
await page.click('.gas-form button[type=submit]')
await page.waitForSelector('.gas-form [role=alert] >> text=/罐高/')
await page.click('#gas-tab-zones')
assert.ok((await page.locator('.zones tbody tr').count()) > 0)

// In a valley: what is wrong stands beside its field in the unit that was typed; zones and moments keep within the walls.
await page.goto(`${address}/gas`)
await clickMap(page, { lon: 107.36, lat: 29.72 })
await page.fill('#intake-substance', '7782-50-5')
await page.locator('#substance-list [role=option]', { hasText: '7782-50-5' }).first().click()
await page.locator('.gas-form summary', { hasText: '坡面与山谷' }).click()
await page.fill('#gas-slope', '500')
await page.fill('#gas-valley', '300')
await page.click('.gas-form button[type=submit]')
await page.waitForSelector('.gas-form [role=alert]')
const steep = page.locator('.field', { has: page.locator('#gas-slope') })
assert.match(await steep.innerText(), /超出允许范围[\s\S]*0–200 %/)
await page.fill('#gas-slope', '5')
await page.selectOption('#gas-downhill', '90')
await page.click('.gas-form button[type=submit]')
await page.waitForURL(/gas\/\d+/)
await page.waitForSelector('.zones tbody tr')
assert.match(await page.locator('.cautions').innerText(), /谷底宽 300 m/)
await page.check('.time input[type=checkbox]')
await page.waitForSelector('.time input[type=range]')
// The form of a stored assessment comes back with its ground.
await page.reload()
await page.waitForSelector('.zones tbody tr')
await page.waitForFunction(() => document.querySelector('#gas-valley')?.value === '300')
assert.equal(await page.inputValue('#gas-slope'), '5')

// A mixed liquid: the chosen substance has the rest; a component nobody knows is told beside it.
await page.goto(`${address}/gas`)
await clickMap(page, { lon: 107.36, lat: 29.72 })
await page.fill('#intake-substance', '71-43-2')
await page.locator('#substance-list [role=option]', { hasText: '71-43-2' }).first().click()
await page.check('input[name=release-kind][value=pool]')
await page.locator('.gas-form summary', { hasText: '混合液体' }).click()
await page.click('.mixture button')
await page.locator('.mixture input').nth(0).fill('没有这种物质')
await page.locator('.mixture input').nth(1).fill('40')
await page.click('.gas-form button[type=submit]')
await page.waitForSelector('.mixture [role=alert] >> text=/没有“没有这种物质”/')
await page.locator('.mixture input').nth(0).fill('108-88-3')
assert.match(await page.locator('.mixture').innerText(), /其余 60 mol % 为苯/)
await page.click('.gas-form button[type=submit]')
await page.waitForSelector('.cautions >> text=/甲苯/')

// Every tab fits both screens of the duty room in both languages.
const wide = []
for (const language of ['zh', 'en']) {
  await page.evaluate((value) => localStorage.setItem('shangyou.language', value), language)
  await page.reload()
  await page.waitForSelector('.zones tbody tr')
  for (const tab of ['zones', 'fire', 'people', 'basis']) {
    await page.click(`#gas-tab-${tab}`)
    for (const [width, height] of [[1920, 1080], [1366, 768]]) {
      await page.setViewportSize({ width, height })
      for (const part of ['.gas-form .fields', '.side', 'html']) {
        const over = await page.locator(part).first().evaluate((box) => box.scrollWidth - box.clientWidth)
        if (over > 0) wide.push(`${tab} ${language} ${width} ${part}: ${over}`)
      }
    }
  }
}
assert.deepEqual(wide, [], 'something is wider than its place')
// --- what was assessed while somebody spoke becomes an incident in the air, once
await page.evaluate(() => localStorage.setItem('shangyou.language', 'zh'))
await page.reload()
const assessed = new URL(page.url()).pathname
await page.locator('.side').getByRole('button', { name: '转为事件' }).click()
await page.fill('#call-in input[name=caller]', '王某')
await page.fill('#call-in textarea', '槽车接管断裂，有白雾')
await page.check('#call-in input[name=drill]')
await page.getByRole('dialog').getByRole('button', { name: '转为事件' }).click()
await page.waitForURL(/\/incidents\/\d+/)
await page.getByText(/CQ-\d{4}-\d{4}/).first().waitFor()
await page.goto(`${address}${assessed}`)
await page.waitForSelector('.side .head a[href^="/incidents/"]')
assert.equal(await page.locator('.side').getByRole('button', { name: '转为事件' }).count(), 0)

await close()
