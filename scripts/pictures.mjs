/**
 * Takes the pictures of docs/guide from a running system with a fresh demo world, in Chinese.
 *
 *   make run                      (in another terminal)
 *   node scripts/pictures.mjs     SHANGYOU_ADDRESS when it is not http://127.0.0.1:8000
 */
import { fileURLToPath } from 'node:url'
import { address, logIn, mapIdle, open, report } from '../tests/e2e/browser.mjs'

const folder = fileURLToPath(new URL('../docs/guide/pictures/', import.meta.url))
const { page, close } = await open({ width: 1366, height: 768 })
const take = async (name) => {
  await mapIdle(page).catch(() => {})
  await page.mouse.move(5, 400)
  await page.waitForTimeout(600) // fades of the page end
  await page.screenshot({ path: `${folder}${name}.png` })
  console.log(name)
}

await page.goto(address)
await page.waitForSelector('input[name=username]')
await take('log-in')
await logIn(page, 'zhiban')

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
await close()
