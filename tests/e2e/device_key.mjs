/** The SM4 key of a device of 2025: refused when it is none, set, not shown again, taken away; by keyboard. */
import assert from 'node:assert/strict'
import { address, logIn, open } from './browser.mjs'

const KEY = '0123456789abcdeffedcba9876543210'
const { page, close } = await open()
await logIn(page, 'zhiban')
const station = await page.evaluate(async () => {
  const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ''
  const board = await (await fetch('/api/v1/warning/stations')).json()
  const { id } = board.rows.find((row) => row.code.startsWith('PS'))
  const one = await (await fetch(`/api/v1/warning/stations/${id}`)).json()
  const at = `/api/v1/registers/devices/rows/${one.devices[0].id}`
  const row = await (await fetch(at)).json()
  const answer = await fetch(at, {
    method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
    body: JSON.stringify({ values: { edition: 2025 }, version: row.version ?? row.row?.version }),
  })
  return answer.ok ? id : `${answer.status} ${await answer.text()}`
})
assert.equal(typeof station, 'number', station)

await page.goto(`${address}/stations/${station}`)
const panel = page.locator('.device-key')
await panel.getByText('未设置').waitFor()
const field = panel.getByLabel('SM4 密钥')
await field.fill('123')
await field.press('Enter')
await panel.locator('[role=alert]', { hasText: '32 位十六进制' }).waitFor()
await field.fill(KEY)
await field.press('Enter')
await panel.getByText('已设置').waitFor()
assert.equal(await field.inputValue(), '')
await page.reload()
await panel.getByText('已设置').waitFor()
assert.ok(!(await page.content()).includes(KEY))
await panel.getByRole('button', { name: '删除密钥' }).press('Enter')
await panel.getByText('未设置').waitFor()
await close()
