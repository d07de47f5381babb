/** A station's camera is watched: the picture moves, says its age, can be saved, and is noted; a lost one says so. */
import assert from 'node:assert/strict'
import { address, logIn, open } from './browser.mjs'

const { page, close } = await open()
await logIn(page, 'zhiban')

const ask = (path) => page.evaluate(async (at) => (await fetch(`/api/v1${at}`)).json(), path)
const camera = (await ask('/registers/cameras/rows?search=CMPS')).rows[0]
const station = camera.values?.station ?? camera.station
await page.goto(`${address}/stations/${station.id ?? station}`)

// --- the station's own camera comes first; one press, and its picture moves
const nearby = page.locator('.cameras-nearby')
await nearby.locator('li').first().waitFor()
assert.match(await nearby.locator('li').first().innerText(), /摄像机[\s\S]*本处/)
await nearby.locator('li').first().getByRole('button', { name: '观看' }).click()
await page.waitForSelector('.camera-player[data-phase=connecting]')
const began = Date.now()
await page.waitForSelector('.camera-player[data-phase=live]')
const seconds = (Date.now() - began) / 1000
const at = () => page.evaluate(() => {
  const video = document.querySelector('.camera-player video')
  return { time: video.currentTime, width: video.videoWidth, frames: video.getVideoPlaybackQuality().totalVideoFrames }
})
const first = await at()
await page.waitForTimeout(3_000)
const later = await at()
assert.ok(later.time > first.time + 2, `the picture stands still: ${first.time} → ${later.time}`)
assert.ok(later.frames > first.frames + 20, `frames ${first.frames} → ${later.frames}`)
assert.equal(later.width, 640)
const age = /画面为 (\d+) 秒前/.exec(await page.locator('.camera-player figcaption').innerText())
assert.ok(age && Number(age[1]) <= 10, `the age is ${age?.[1]} s`)

// --- it can be saved, and the picture saved is not black
const waiting = page.waitForEvent('download')
await page.getByRole('button', { name: '保存截图' }).click()
assert.match((await waiting).suggestedFilename(), /^CM[PG]S\S* \d{4}-\d\d-\d\d \d{6}\.jpg$/)
const colours = await page.evaluate(() => {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 16
  const context = canvas.getContext('2d')
  context.drawImage(document.querySelector('.camera-player video'), 0, 0, 16, 16)
  const data = context.getImageData(0, 0, 16, 16).data
  return new Set(Array.from({ length: 256 }, (_, i) => `${data[4 * i] >> 5},${data[4 * i + 1] >> 5},${data[4 * i + 2] >> 5}`)).size
})
assert.ok(colours > 20, `only ${colours} colours in the picture`)
if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE })

// --- it fits the screens of the duty room and a phone, in both languages
for (const language of ['en', 'zh']) {
  await page.getByRole('button', { name: language === 'en' ? 'EN' : '中', exact: true }).click()
  for (const width of [1920, 1366, 390]) {
    await page.setViewportSize({ width, height: 768 })
    const wide = await nearby.evaluate((panel) => Math.max(panel.scrollWidth - panel.clientWidth, panel.getBoundingClientRect().right - window.innerWidth))
    assert.ok(wide <= 0, `the cameras are ${wide} px too wide at ${width} (${language})`)
  }
}
await page.setViewportSize({ width: 1366, height: 768 })
assert.equal(await page.locator('.camera-player').getAttribute('data-phase'), 'live')

// --- that somebody watched stands in the trail
const trail = await ask('/audit?action=camera.watched')
assert.ok(JSON.stringify(trail).includes('camera.watched'), JSON.stringify(trail).slice(0, 300))

// --- closed
await nearby.getByRole('button', { name: '关闭' }).click()
await page.waitForSelector('.camera-player', { state: 'detached' })
await close()
console.log(`live after ${seconds} s, ${age[1]} s old`)
