/** Oil: a run shows where it is and the slick on the map; a wrong boom is refused in words, a right one holds oil. */
import assert from 'node:assert/strict'
import { logIn, mapIdle, open, report } from './browser.mjs'

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
await form.locator('input[name=chainage]').fill(String(Math.round(incident.chainage_km - 3)))
const early = new Date(Date.now() - 110 * 60_000 + 8 * 3_600_000).toISOString().slice(0, 16)
await form.locator('input[name=from]').fill(early)
await form.getByRole('button', { name: '计算溢油' }).click()
await page.locator('.oil .held tbody tr').waitFor({ timeout: 120_000 })
assert.ok(Number(await page.locator('.oil .held tbody tr').getAttribute('data-caught')) > 0)
assert.ok((await share('recovered')) > 0)
assert.equal(await page.locator('.oil .runs li').count(), 2)
if (process.env.PICTURE) {
  await mapIdle(page)
  await page.screenshot({ path: process.env.PICTURE.replace('.png', '-boom.png') })
}

// --- the slick leaves the map with its tab; the case can be taken away
const waiting = page.waitForEvent('download')
await page.getByRole('button', { name: '下载算例' }).click()
assert.match((await waiting).suggestedFilename(), /CASE-.*\.json$/)
await page.click('#tab-arrivals')
await page.waitForSelector('.slick', { state: 'detached' })
await mapIdle(page)
await close()
console.log(`oil run ${seconds} s`)
