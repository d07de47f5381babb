/** A stopped worker shows as such on the duty desk. */
import assert from 'node:assert/strict'
import { logIn, open } from './browser.mjs'

const { page, close } = await open()
await logIn(page, 'zhiban')
await page.waitForFunction(() => /作业[^。]{0,20}(停|未运行|中断)/.test(document.body.innerText))
assert.ok(true)
await close()
