/** A register: list, filter, change and undo, a broken file that changes nothing, export. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { address, logIn, mapIdle, open } from './browser.mjs'

const { page, close } = await open()
page.setDefaultTimeout(8_000)
await logIn(page, 'admin')
const total = async () => Number.parseInt((await page.locator('.pager, .list').last().innerText()).match(/共 ([\d,]+) 条/)[1].replace(',', ''), 10)

await page.goto(`${address}/registers/receptors`)
await page.waitForSelector('.list tbody tr')
const all = await total()
assert.ok(all > 100, `only ${all} receptors`)

// --- a filter narrows the list and can be taken off; one that matches nothing says so
await page.selectOption('.filters .add', 'kind')
await page.locator('.filters .value').click()
await page.getByRole('option', { name: '饮用水取水口' }).click()
await page.waitForSelector('.filters .chip')
await page.waitForFunction((before) => !document.body.innerText.includes(`共 ${before} 条`), all)
assert.ok((await total()) < all)
await page.fill('.bar input[type=search]', '没有这样的名称')
await page.getByText('没有相符的记录').first().waitFor()
await page.goto(`${address}/registers/receptors`)
await page.waitForSelector('.list tbody tr')

// --- a record: where it lies, a change, and the change undone
const row = page.locator('.list tbody tr').nth(3)
await row.locator('td').nth(1).click()
const edit = page.getByRole('button', { name: '修改', exact: true })
await edit.waitFor()
await mapIdle(page)
await edit.click()
const name = page.getByLabel(/^名称/).first()
const before = await name.inputValue()
await name.fill(`${before}（改）`)
await page.getByRole('button', { name: '保存', exact: true }).click()
await page.waitForSelector(`.list >> text=${before}（改）`)
await page.getByRole('button', { name: '撤销' }).click()
await page.waitForSelector(`.list >> text=${before}（改）`, { state: 'detached' })
await page.keyboard.press('Escape')

// --- export is the list as a file
const exported = await page.evaluate(async () => (await fetch('/api/v1/registers/receptors/export.csv')).text())
const text = exported.trim().split('\n')
assert.equal(text.length, all + 1, 'the export is not the whole list')

// --- the file comes back with one broken cell: it is marked, and nothing is saved
const headings = text[0].replace('\uFEFF', '').split(',')
const column = headings.findIndex((heading) => /里程/.test(heading))
assert.ok(column >= 0, `no chainage in ${headings.join(' ')}`)
const broken = text[1].split(',')
broken[column] = '很远'
await page.getByRole('button', { name: '导入', exact: true }).click()
await page.setInputFiles('.import input[type=file]', {
  name: 'broken.csv', mimeType: 'text/csv', buffer: Buffer.from(`${text[0]}\n${broken.join(',')}\n`),
})
await page.waitForSelector('.import td.bad')
assert.match(await page.locator('.import td.bad').first().innerText(), /很远/)
assert.equal(await page.locator('dialog .button.primary:enabled', { hasText: '写入' }).count(), 0, 'a broken file can be saved')
await page.keyboard.press('Escape')
await page.waitForSelector('.import', { state: 'detached' })
assert.equal(await page.evaluate(async () => (await fetch('/api/v1/registers/receptors/export.csv')).text()), exported, 'the broken file changed the register')

// --- and as a person takes it, from the menu
await page.locator('summary', { hasText: '导出' }).click()
const waiting = page.waitForEvent('download')
await page.locator('.menu a[href*="xlsx"]').click()
const file = await (await waiting).path()
assert.equal(readFileSync(file).subarray(0, 2).toString(), 'PK', 'the export is not an Excel file')
await close()
