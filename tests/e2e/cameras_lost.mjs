/** A camera over RTSP with a log-in: registered, watched, the cable pulled and put back. */
import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { address, logIn, open } from './browser.mjs'

const flag = `${process.env.DOWNLOADS}/off`
const { page, close } = await open()
await logIn(page, 'zhiban')

const ask = (method, path, body) => page.evaluate(async ([how, at, what]) => {
  const token = /csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? ''
  const answer = await fetch(`/api/v1${at}`, {
    method: how, headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token }, body: what ? JSON.stringify(what) : undefined,
  })
  return { status: answer.status, body: await answer.json() }
}, [method, path, body])

const station = (await ask('GET', '/warning/stations')).body.rows.find((row) => row.code === 'PS002')
  ?? (await ask('GET', '/warning/stations')).body.rows.find((row) => row.code.startsWith('PS'))
const made = await ask('POST', '/registers/cameras/rows', {
  values: { code: 'AA-RTSP', name: '总排口球机', kind: 'rtsp', state: 'in_use', address: process.env.CAMERA_ADDRESS, station: station.id, looks_deg: 225 },
})
assert.equal(made.status, 201, JSON.stringify(made.body))
const id = made.body.id ?? made.body.row?.id

await page.goto(`${address}/stations/${station.id}`)
const nearby = page.locator('.cameras-nearby')
const row = nearby.locator('li', { hasText: '总排口球机' })
await row.waitFor()
assert.match(await row.innerText(), /本处 · 0 m · 朝向 225°/)

// --- its log-in is set beside it, and is not there when one looks again
await row.getByRole('button', { name: '观看' }).click()
await nearby.getByRole('button', { name: '取流账号' }).click()
await nearby.getByLabel('用户名').fill('operator')
await nearby.getByLabel('口令').fill('s3cret!pw')
await nearby.getByRole('button', { name: '保存账号' }).click()
await nearby.getByText('已设置取流账号').waitFor()
await page.waitForSelector('.camera-player[data-phase=live]')
assert.equal(await page.evaluate(() => document.querySelector('.camera-player video').videoWidth), 320)
assert.ok(!(await page.content()).includes('s3cret'))

// --- the cable is pulled: said within seconds, not frozen as if it were live
writeFileSync(flag, '')
const pulled = Date.now()
await page.waitForSelector('.camera-player[data-phase=lost]')
const noticed = (Date.now() - pulled) / 1000
assert.match(await page.locator('.camera-player').innerText(), /画面中断[\s\S]*重连/)
assert.ok(noticed < 25, `the loss was noticed after ${noticed} s`)

// --- and put back: it comes again by itself
rmSync(flag)
const back = Date.now()
await page.waitForSelector('.camera-player[data-phase=live]', { timeout: 45_000 })
const again = (Date.now() - back) / 1000
const time = () => page.evaluate(() => document.querySelector('.camera-player video').currentTime)
const first = await time()
await page.waitForTimeout(2_500)
assert.ok((await time()) > first + 1.2)
assert.ok(id)
await close()
console.log(`lost noticed after ${noticed} s, back after ${again} s`)
