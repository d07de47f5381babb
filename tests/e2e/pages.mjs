/** Every page at the two sizes of the duty room and in both languages: it fits, it is whole, it says it is a demo. */
import assert from 'node:assert/strict'
import { address, logIn, open, report } from './browser.mjs'

const { page, close } = await open()
await page.goto(`${address}/`)
// One click on a demo account fills in both fields.
await page.getByRole('button', { name: 'zhiban' }).click()
assert.notEqual(await page.inputValue('input[name=password]'), '', 'the demo account does not fill in its password')
await logIn(page)

const incident = await report(page, {
  place: { lon: 106.586, lat: 29.566 }, substance: '1114', pick: '71-43-2', amount: 20, unit: 't', bank: 'left',
  // The three answers and the button stand on one screen of the smallest desk.
  beforeSending: async () => {
    await page.waitForSelector('.intake .brief')
    for (const wanted of ['#intake-place', '#intake-substance', '#intake-amount', 'button[type=submit]']) {
      const box = await page.locator(wanted).first().boundingBox()
      const fields = await page.locator('.intake').boundingBox()
      assert.ok(box && box.y >= fields.y && box.y + box.height <= fields.y + fields.height, `${wanted} is out of view`)
    }
    assert.equal(await page.locator('.intake .fields').evaluate((form) => form.scrollTop), 0, 'the form has scrolled')
  },
}).then(() => new URL(page.url()).pathname)

const pages = [
  '/', '/map', '/incidents', '/incidents/new', incident, `${incident}#plan`, `${incident}#reports`, `${incident}#options`, `${incident}#samples`,
  '/gas', '/warnings', '/alarms', '/stations', '/registers', '/registers/receptors', '/registers/air_receptors', '/registers/stock', '/audit', '/no-such-page',
]
const narrow = []
for (const language of ['zh', 'en']) {
  await page.evaluate((value) => localStorage.setItem('shangyou.language', value), language)
  for (const path of pages) {
    await page.goto('about:blank')
    await page.goto(address + path)
    await page.waitForSelector('header >> text=/示意数据|Demo data/i')
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
    assert.equal(await page.evaluate(() => document.documentElement.lang.slice(0, 2)), language)
    for (const [width, height] of [[1920, 1080], [1366, 768]]) {
      await page.setViewportSize({ width, height })
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      const head = await page.locator('header').first().evaluate((bar) => bar.scrollWidth - bar.clientWidth)
      if (wide > 0 || head > 0) narrow.push(`${path} ${language} ${width}: page ${wide}, header ${head}`)
    }
  }
}
assert.deepEqual(narrow, [], 'a page is wider than its screen')
await close()

// --- the public reads the warnings, and that they are a demonstration; who keeps registers alone begins at them
const others = await open()
await others.page.goto(`${address}/public`)
await others.page.waitForSelector('[role=note] >> text=并非真实')
await logIn(others.page, 'qiye')
await others.page.waitForURL(/\/registers$/)
await others.page.locator('main a', { hasText: '风险源' }).first().waitFor()
assert.deepEqual(await others.page.locator('header nav a').allInnerTexts(), ['台账'])
await others.close()
