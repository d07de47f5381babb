/** Cuntan sees ammonia: one alarm with its reasons; taken, verified, made an incident with its readings. */
import assert from 'node:assert/strict'
import { address, logIn, open } from './browser.mjs'

const { page, close } = await open()
await logIn(page)
await page.goto(`${address}/`)
await page.waitForSelector('header nav a.current')
await page.keyboard.press('g')
await page.keyboard.press('l')
await page.waitForURL(/\/alarms$/)

// It comes by itself: nobody reloads the page.
const row = page.locator('tbody tr', { hasText: '寸滩' })
await row.first().waitFor({ timeout: 90_000 })
await page.waitForFunction(() => /氨氮突变且超限/.test(document.querySelector('tbody')?.textContent ?? ''))
assert.equal(await row.count(), 1, 'one happening, one alarm')
assert.equal(await page.locator('header nav .count').innerText(), String(await page.locator('tbody tr').count()))
await page.waitForSelector('tbody >> text=/还有 \\d 分/')

// With its count the header still fits the smallest desk, in English too.
await page.click('.languages button[lang=en]')
await page.waitForSelector('header nav >> text=Alarms')
assert.ok((await page.locator('header').first().evaluate((bar) => bar.scrollWidth - bar.clientWidth)) <= 0, 'the header is too wide')
await page.click('.languages button[lang=zh]')
await page.waitForSelector('header nav >> text=警情')

await page.keyboard.press('j')
while (!/寸滩/.test(await page.locator('tr[aria-selected=true]').innerText())) await page.keyboard.press('j')
await page.keyboard.press('Enter')
await page.waitForURL(/\/alarms\/\d+/)
await page.waitForSelector('.detail canvas')
const said = await page.locator('.detail').innerText()
for (const wanted of [/警报/, /把握高/, /由 0\.\d+ 升至/, /超过登记限值/, /下一步 ?先接手/, /上游 .*约 [\d.]+ h 前/, /若属实，下游/]) assert.match(said, wanted)

await page.keyboard.press('t')
await page.waitForSelector('.detail >> text=/处理中/')
assert.match(await page.locator('.next').innerText(), /核实/)
await page.locator('[data-deed=verify]').press('Enter')
await page.waitForFunction(() => document.activeElement?.matches('.ask select'))
await page.keyboard.press('Escape')
await page.waitForFunction(() => document.activeElement?.matches('[data-deed=verify]'))
await page.keyboard.press('Enter')
await page.selectOption('.ask select >> nth=0', 'sample')
await page.selectOption('.ask select >> nth=1', 'confirmed')
await page.fill('.ask .note input', '快检 6 mg/L')
await page.click('.ask button[type=submit]')
await page.waitForSelector('.detail >> text=/复测采样核实：属实/')
assert.match(await page.locator('.next').innerText(), /转为事件/)

// The mass that has passed needs two readings: looked over again until there are.
for (let attempt = 0; attempt < 20; attempt += 1) {
  await page.click('[data-deed=incident]')
  await page.waitForSelector('.ask dl >> text=/个读数作为样品/')
  if (/已通过约/.test(await page.locator('.ask').innerText())) break
  await page.click('.ask button[type=button]')
  await page.waitForTimeout(1000)
}
assert.match(await page.locator('.ask').innerText(), /氨氮[\s\S]*已通过约/)
await page.fill('.ask input', '寸滩氨氮异常')
await page.click('.ask button[type=submit]')
await page.waitForURL(/\/incidents\/\d+/)
await page.waitForSelector('.arrivals tbody tr')
const incident = new URL(page.url()).pathname
assert.match(await page.locator('body').innerText(), /寸滩氨氮异常/)
await page.goto(`${address}${incident}#samples`)
await page.locator('.samples .list tbody tr').nth(1).waitFor()
assert.match(await page.locator('.samples .list').innerText(), /K\d+|寸滩/)

// The alarm points at its incident, and the station tells every decision in words.
await page.goto(`${address}/alarms`)
await page.click('.states button >> text=已结')
await page.locator('tbody tr', { hasText: '寸滩' }).first().click()
await page.waitForSelector('.detail >> text=/打开事件 CQ-/')
await page.click('.detail .facts a')
await page.waitForURL(/\/stations\/\d+/)
await page.waitForSelector('text=检测判定')
await page.waitForSelector('tbody >> text=/超过登记限值/')
await close()
