/** From log-in to a decided plan without a mouse; what has the focus can be seen. */
import assert from 'node:assert/strict'
import { PASSWORD, address, open } from './browser.mjs'

const { page, close } = await open()
const keys = page.keyboard
const focused = () => page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('name') || '')
/** Tab until the wanted control has the focus, as one does; never more than `most` times. */
async function tabTo(wanted, most = 25) {
  for (let count = 0; count < most; count += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector) ?? false, wanted)) return
    await keys.press('Tab')
  }
  throw new Error(`Tab does not reach ${wanted}; the focus is on ${await focused()}`)
}
async function seen() {
  const outline = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement)
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
  })
  assert.ok(outline, `the focus on ${await focused()} cannot be seen`)
}

await page.goto(`${address}/`)
await page.waitForSelector('input[name=username]')
await keys.type('zhiban')
await keys.press('Tab')
await seen()
await keys.type(PASSWORD)
await keys.press('Enter')
await page.waitForSelector('text=现在要做')

// --- help opens and Esc closes it
await keys.press('?')
await page.waitForSelector('dialog[open]')
await keys.press('Escape')
await page.waitForSelector('dialog[open]', { state: 'detached' })

// --- the call: place, substance and amount are typed
await keys.press('n')
await page.waitForURL(/incidents\/new/)
await tabTo('#intake-place')
await keys.type('长江 660')
await page.waitForSelector('[role=option]')
await keys.press('ArrowDown')
await keys.press('Enter')
await page.waitForFunction(() => /K660/.test(document.querySelector('.intake')?.textContent ?? ''))
await tabTo('#intake-substance')
await seen()
await keys.type('71-43-2')
await page.waitForSelector('#substance-list [role=option]')
await keys.press('Enter')
await page.waitForSelector('.intake .brief')
await tabTo('#intake-amount')
await keys.type('20')
await keys.press('Control+Enter')
await page.waitForURL(/\/incidents\/(?!new)/)
await page.waitForSelector('.arrivals tbody tr')

// --- the receptor first looked at is one whose limit may be passed
const chance = await page.locator('.arrivals tr[aria-selected=true] .probability').innerText()
assert.ok(Number.parseFloat(chance.replace(/[^\d.]/g, '')) >= 5, `the chosen receptor passes its limit with ${chance}`)

// --- the plan: choose, accept, drop, undo
await tabTo('#tab-arrivals', 60)
await seen()
await keys.press('ArrowRight')
const lines = page.locator('#tab-panel ol > li')
await lines.first().waitFor()
const count = await lines.count()
const undecided = async () => Number.parseInt(/\d+/.exec(await page.locator('#tab-panel .head b').innerText())?.[0] ?? '0', 10)
assert.equal(await undecided(), count)
const first = await lines.first().innerText()
await keys.press('a')
await page.waitForSelector('#tab-panel li.accepted')
assert.equal(await lines.nth(1).getAttribute('aria-current'), 'true', 'the next line is not chosen')
await keys.press('d')
await page.waitForSelector('#tab-panel li.dropped')
await page.waitForFunction((left) => document.querySelector('#tab-panel .head b')?.textContent?.includes(String(left)), count - 2)
await keys.press('u')
await page.waitForSelector('#tab-panel li.dropped', { state: 'detached' })
await keys.press('k')
assert.ok((await page.locator('#tab-panel li[aria-current=true]').innerText()).startsWith(first.split('\n')[0]), 'k does not go back')
await keys.press('u')
await page.waitForSelector('#tab-panel li.accepted', { state: 'detached' })
assert.equal(await undecided(), count)

// --- the first report is taken away, and its clock said to be done
await tabTo('#tab-plan', 60)
await keys.press('ArrowLeft')
await keys.press('ArrowLeft')
await page.waitForSelector('#tab-reports[aria-selected=true]')
await page.waitForSelector('.reports .files button')
await tabTo('.reports .files button')
await seen()
const waiting = page.waitForEvent('download')
await keys.press('Enter')
assert.match((await waiting).suggestedFilename(), /初报\.docx$/)
await page.waitForSelector('.reports .files button:not([aria-disabled])')
assert.ok(await page.evaluate(() => document.activeElement?.matches('.reports .files button')), 'the focus is lost with the download')
await tabTo('.reports li button')
await seen()
const clocks = await page.locator('.reports li button').count()
await keys.press('Enter')
await page.waitForFunction((before) => document.querySelectorAll('.reports li button').length === before - 1, clocks)
// The live stream may take the button away before the answer comes: then the focus follows a moment later.
await page.waitForFunction(() => document.activeElement !== document.body)

// --- and back to the desk
await keys.press('g')
await keys.press('d')
await page.waitForSelector('text=现在要做')
await close()
