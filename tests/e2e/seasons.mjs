/** The same spill at low water behind the full pool and in the flood season: side by side, the first as a ghost. */
import assert from 'node:assert/strict'
import { logIn, mapIdle, open, report } from './browser.mjs'

const { page, close } = await open()
await logIn(page, 'zhiban')
await report(page, {
  place: { lon: 106.586, lat: 29.566 }, substance: '1114', pick: '71-43-2', amount: 20, unit: 't', bank: 'left',
})
await page.click('#tab-forecasts')

async function assume(season, pool) {
  await page.getByRole('button', { name: '换个假设…' }).press('Enter')
  const form = page.locator('form.assumptions')
  await form.locator('select').last().selectOption(season)
  await form.getByLabel(/水位/).fill(String(pool))
  await page.keyboard.press('Enter')
  return form
}

// --- a pool level the dam never has: one sentence at the field, nothing is run
const form = await assume('dry', 190)
await form.locator('em', { hasText: '水位' }).waitFor()
assert.equal(await page.locator('input[name=shown]').count(), 1)

await form.getByLabel(/水位/).fill('175')
await page.keyboard.press('Enter')
await page.waitForFunction(() => document.querySelectorAll('input[name=shown]').length === 2)
await page.waitForSelector('form.assumptions', { state: 'detached' })
await assume('flood', 145)
await page.waitForFunction(() => document.querySelectorAll('input[name=shown]').length === 3)
await page.locator('.compare tbody').first().waitFor()

// --- in the flood the plume is there sooner and thinner
const [flood, dry] = await page.evaluate(async () => {
  const id = location.pathname.split('/').at(-1)
  const runs = (await (await fetch(`/api/v1/incidents/${id}/forecasts`)).json()).rows
  const newest = [...runs].sort((a, b) => b.number - a.number).slice(0, 2)
  return Promise.all(newest.map(async (run) => (await (await fetch(`/api/v1/forecasts/${run.id}`)).json()).receptors))
})
const farthest = flood.filter((row) => row.arrival.p50 && dry.find((other) => other.id === row.id)?.arrival.p50).at(-1)
const other = dry.find((row) => row.id === farthest.id)
assert.ok(Date.parse(farthest.arrival.p50) < Date.parse(other.arrival.p50), 'the flood is no faster')
const text = await page.locator('.compare').innerText()
assert.match(text, /\d\d-\d\d \d\d:\d\d/)
assert.ok((await page.locator('.compare tr.ghost').count()) >= 1)
await mapIdle(page)
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE })
await close()
