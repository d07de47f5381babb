/** A server without ffmpeg says what to install; somebody without the right is told so, and sees no list. */
import assert from 'node:assert/strict'
import { address, logIn, open } from './browser.mjs'

for (const [who, wanted] of [['zhiban', /没有安装 ffmpeg/], ['guest', /没有查看此内容的权限/]]) {
  const { page, close } = await open()
  await logIn(page, who)
  const id = await page.evaluate(async () => {
    const board = await (await fetch('/api/v1/warning/stations')).json()
    return board.rows.find((row) => row.code.startsWith('PS')).id
  })
  await page.goto(`${address}/stations/${id}`)
  const nearby = page.locator('.cameras-nearby')
  await nearby.waitFor()
  if (who === 'zhiban') {
    await nearby.locator('li').first().getByRole('button', { name: '观看' }).click()
    await page.waitForSelector('.camera-player[data-phase=missing]')
  } else {
    await nearby.locator('[role=status] strong').waitFor()
    assert.equal(await nearby.locator('li').count(), 0)
  }
  assert.match(await nearby.innerText(), wanted)
  await close()
}
