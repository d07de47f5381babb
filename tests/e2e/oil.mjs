/**
 * Oil: a run is cancelled, another shows where the oil is and the slick on the map; a wrong boom is refused in words, one
 * drawn on the map says what it meets, is turned and holds oil; two runs lie side by side.
 */
import assert from 'node:assert/strict'
import { clickMap, hoverMap, logIn, mapIdle, open, report } from './browser.mjs'

const { page, close } = await open()
await logIn(page, 'zhiban')
await report(page, {
  place: { lon: 106.65, lat: 29.03 }, substance: '柴油', pick: '柴油', amount: 20, unit: 't', bank: 'left', minutesAgo: 120,
})
const incident = await page.evaluate(async () => (await fetch(`/api/v1/incidents/${location.pathname.split('/').at(-1)}`)).json())

await page.click('#tab-oil')
const form = page.locator('.oil-form')
await form.waitFor()
await page.waitForFunction(() => document.querySelector('.oil-form input[name=oil]').value.includes('柴油'))

// --- honey is no oil
await form.locator('input[name=oil]').fill('蜂蜜')
await form.getByRole('button', { name: '计算溢油' }).click()
await form.locator('.problems', { hasText: '请从油品表中选择' }).waitFor()
await form.locator('input[name=oil]').fill('0号柴油')
await form.locator('input[name=hours]').fill('24')

// --- a long run is cancelled on the way; the form stays as it was
await form.locator('input[name=hours]').fill('240')
await form.getByRole('button', { name: '计算溢油' }).click()
await page.locator('.oil progress').waitFor()
await page.locator('.oil .going', { hasText: /计算中 \d+ %/ }).waitFor()
await page.getByRole('button', { name: '取消计算' }).click()
await page.locator('.oil', { hasText: '计算已取消' }).waitFor()
assert.equal(await form.locator('input[name=oil]').inputValue(), '0号柴油')
assert.equal(await page.locator('.oil .runs li').count(), 0)
await form.locator('input[name=hours]').fill('24')

// --- wind over time, one reach with banks of its own
await form.locator('select[name=wind-kind]').selectOption('series')
await form.getByRole('button', { name: '增加一行' }).click()
await form.locator('input[name=wind-speed]').nth(1).fill('99')
await form.locator('summary', { hasText: '各河段岸线' }).click()
await form.locator('details tbody select').first().selectOption('vegetation')
await form.getByRole('button', { name: '计算溢油' }).click()
await form.locator('.series .problems', { hasText: '0–40' }).waitFor()
await form.locator('input[name=wind-speed]').nth(1).fill('5')
const began = Date.now()
await form.getByRole('button', { name: '计算溢油' }).click()
await page.locator('.oil .shares').waitFor({ timeout: 120_000 })
const seconds = (Date.now() - began) / 1000

const share = async (name) => Number(await page.locator(`.oil .shares [data-share=${name}]`).getAttribute('data-value'))
assert.ok((await share('evaporated')) > 0)
assert.equal(await page.locator('.oil .balance canvas').count(), 1)
assert.match(await page.locator('.oil .cautions').innerText(), /岸线/)
await page.waitForSelector('.slick[data-elements]')
assert.ok(Number(await page.locator('.slick').getAttribute('data-elements')) > 10)
await mapIdle(page)
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE })

// --- the slider moves the slick; the map comes to rest again
await page.locator('.time-slider input[type=range]').focus()
await page.keyboard.press('End')
await mapIdle(page)

// --- a boom above the release is refused beside it; one below holds oil
await page.getByRole('button', { name: '改条件再算' }).click()
await form.getByRole('button', { name: '增加围油栏' }).click()
await form.locator('input[name=chainage]').fill(String(incident.chainage_km + 2))
await form.getByRole('button', { name: '计算溢油' }).click()
await form.locator('fieldset .problems', { hasText: '不在泄漏点下游' }).waitFor()
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE.replace('.png', '-form.png') })
await form.getByRole('button', { name: '删去 围油栏' }).click()
assert.equal(await form.locator('fieldset').count(), 0)
await form.getByRole('button', { name: '撤销' }).click()
await form.locator('input[name=chainage]').fill(String(Math.round(incident.chainage_km - 3)))

// --- drawn across the river with two clicks: angle, length and current are there; Escape stops, undo takes it back
const site = async (body) => page.evaluate(async ({ id, body: sent }) => {
  const csrf = document.cookie.split('; ').find((part) => part.startsWith('csrftoken='))?.split('=')[1]
  const answer = await fetch(`/api/v1/incidents/${id}/oil-runs/boom`, {
    method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': csrf ?? '' }, body: JSON.stringify(sent),
  })
  return answer.json()
}, { id: incident.id, body })
const stands = await site({ chainage_km: incident.chainage_km - 3, angle_deg: 80 })
await page.getByRole('button', { name: '删去 围油栏' }).click()
await form.getByRole('button', { name: '在地图上画围油栏' }).click()
await page.keyboard.press('Escape')
assert.equal(await form.getByText('请在地图上点').count(), 0)
// as near as a wheel brings one: a boom is smaller than the first look
await zoomTo(page, stands.point)
await form.getByRole('button', { name: '在地图上画围油栏' }).click()
const wide = stands.line.map(([lon, lat]) => ({ lon: stands.point.lon + 1.6 * (lon - stands.point.lon), lat: stands.point.lat + 1.6 * (lat - stands.point.lat) }))
await clickMap(page, wide[0])
await form.getByText('再点终点').waitFor()
await clickMap(page, wide[1])
const drawn = form.locator('fieldset .site')
await drawn.waitFor()
assert.match(await drawn.innerText(), /表层流速 [\d.]+（[\d.]+–[\d.]+）m\/s/)
assert.ok(Number(await form.locator('input[name=angle]').inputValue()) > 50)
await form.getByRole('button', { name: '撤销' }).click()
assert.equal(await form.locator('fieldset').count(), 0)
await form.getByRole('button', { name: '在地图上画围油栏' }).click()
await clickMap(page, wide[0])
await clickMap(page, wide[1])
await drawn.waitFor()
// square to the current it lets oil go; the offered angle holds
if ((await drawn.getAttribute('data-holds')) !== 'all') await drawn.getByRole('button', { name: /夹角改为/ }).click()
await page.locator('fieldset .site[data-holds=all]').waitFor()
const early = new Date(Date.now() - 110 * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16)
await form.locator('input[name=from]').fill(early)
if (process.env.PICTURE) {
  await mapIdle(page)
  await page.screenshot({ path: process.env.PICTURE.replace('.png', '-drawn.png') })
}
await form.getByRole('button', { name: '计算溢油' }).click()
await page.locator('.oil .held tbody tr').waitFor({ timeout: 120_000 })
assert.ok(Number(await page.locator('.oil .held tbody tr').getAttribute('data-caught')) > 0)
assert.ok((await share('recovered')) > 0)
assert.equal(await page.locator('.oil .runs li').count(), 2)

// --- the new run lies beside the one before: shares, arrivals, banks; both slicks on the map
const compare = page.locator('.oil .compare')
await compare.waitFor()
const recovered = await compare.locator('[data-share=recovered] .number').allInnerTexts()
assert.ok(Number(recovered[0]) > Number(recovered[1]), recovered.join(' '))
await page.locator('.legend', { hasText: '对比的计算' }).waitFor()
await mapIdle(page)
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE.replace('.png', '-boom.png') })
await page.locator('.oil .against').click()
await compare.waitFor({ state: 'detached' })

// --- the slick leaves the map with its tab; the case can be taken away
const waiting = page.waitForEvent('download')
await page.getByRole('button', { name: '下载算例' }).click()
assert.match((await waiting).suggestedFilename(), /CASE-.*\.json$/)
await page.click('#tab-arrivals')
await page.waitForSelector('.slick', { state: 'detached' })
await mapIdle(page)
await close()
console.log(`oil run ${seconds} s`)

async function zoomTo(target, place) {
  for (let step = 0; step < 6; step += 1) {
    await mapIdle(target)
    await hoverMap(target, place)
    await target.mouse.wheel(0, -300)
    await target.waitForTimeout(400)
  }
}
