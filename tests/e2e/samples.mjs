/** Samples: wrong ones are refused at their cell, right ones give a forecast beside the old within sight. */
import assert from 'node:assert/strict'
import { logIn, mapIdle, open, report } from './browser.mjs'

const { page, close } = await open()
await logIn(page, 'zhiban')
await report(page, {
  place: { lon: 106.586, lat: 29.566 }, substance: '1114', pick: '71-43-2', amount: 20, unit: 't', bank: 'left', minutesAgo: 30 * 60,
})

// what the forecast says of the first section the plume has passed
const base = await page.evaluate(async () => {
  const id = location.pathname.split('/').at(-1)
  const incident = await (await fetch(`/api/v1/incidents/${id}`)).json()
  const forecast = await (await fetch(`/api/v1/forecasts/${incident.current_forecast}`)).json()
  return forecast.receptors
    .filter((row) => row.peak_time.p50 && Date.parse(row.peak_time.p50) < Date.now() - 3_600_000)
    .map((row) => ({ name: row.name, at: row.peak_time.p50.slice(0, 16), peak: row.peak_mg_l.p50 }))
})
assert.ok(base.length >= 1, 'nothing has been passed in thirty hours')
const section = base[0]

// --- by keyboard: a concentration no water holds is refused in one sentence, at its cell
await page.click('#tab-samples')
await page.getByRole('button', { name: '录入样品' }).press('Enter')
// the form begins where the button was: the next key is typed into it
await page.waitForFunction(() => document.activeElement?.closest('.samples-form')?.querySelector('input') === document.activeElement)
const form = page.locator('.samples-form')
const cell = (label, n = 0) => form.getByLabel(label, { exact: true }).nth(n)
await cell('断面').fill(section.name)
await cell('采样时间').fill(section.at)
await cell('浓度（mg/L）或“未检出”').fill('-3')
await page.keyboard.press('Enter')
await form.locator('.problem', { hasText: '大于 0' }).waitFor()
assert.equal(await form.locator('[aria-invalid=true]').count(), 1)
assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'true')
await cell('采样时间').fill('2020-01-01T00:00')
await page.keyboard.press('Enter')
await form.locator('.problem', { hasText: '早于泄漏' }).waitFor()

// --- pasted from a spreadsheet, one of them not detected
await cell('浓度（mg/L）或“未检出”').fill('')
await form.getByRole('button', { name: '粘贴表格…' }).click()
const at = section.at.replace('T', ' ')
await form.locator('textarea').fill(`断面\t采样时间\t浓度\t检出限\n${section.name}\t${at}\t${section.peak * 2}\t\n${section.name}\t${at}\t<0.0004\t`)
await form.getByRole('button', { name: '读入', exact: true }).click()
assert.equal(await form.locator('tbody tr').count(), 2)
await form.getByRole('button', { name: '删去此行' }).last().click()

// --- one press: the corrected run stands beside the old one
const began = Date.now()
await form.getByRole('button', { name: '录入并修正预报' }).click()
await page.locator('.samples .changes tbody tr').first().waitFor()
const seconds = (Date.now() - began) / 1000
assert.ok(seconds < 30, `before and after took ${seconds} s`)
assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), '录入样品', 'the focus is lost with the form')
const fits = await page.locator('.samples .fits').innerText()
assert.ok(fits.includes(section.name), fits)
assert.match(await page.locator('.samples').innerText(), /修正前 .* 倍，修正后 .* 倍/)
await page.locator('.samples .list button.link').first().click()
await page.waitForSelector('.curve h2 >> text=检出')
await mapIdle(page)
await page.locator('.samples h3').first().scrollIntoViewIfNeeded()
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE })

// --- corrected with a reason, the old one struck through; undone again
await page.locator('.samples .list').getByRole('button', { name: '更正' }).first().click()
await page.locator('.samples .change input').first().fill('未检出')
await page.locator('.samples .change input').last().fill('错瓶')
await page.locator('.samples .change').getByRole('button', { name: '更正' }).click()
await page.waitForSelector('[role=alert] >> text=检出限')
await page.locator('.samples .change input').first().fill('<0.001')
await page.locator('.samples .change').getByRole('button', { name: '更正' }).click()
await page.waitForSelector('.samples tr.superseded')
await page.getByRole('button', { name: '撤销更正' }).click()
await page.waitForFunction(() => document.querySelectorAll('.samples tr.superseded').length === 2)

// --- the table can be taken away
const waiting = page.waitForEvent('download')
await page.getByRole('button', { name: '导出 CSV' }).click()
assert.match((await waiting).suggestedFilename(), /\.csv$/)
await close()
console.log(`before and after ${seconds} s`)
