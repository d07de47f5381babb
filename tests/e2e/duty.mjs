/** One officer hands over, the next accepts; an analysis is approved, a district tipped off, its answer accepted. */
import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { address, logIn, open } from './browser.mjs'

async function as(username, walk) {
  const { page, close } = await open()
  await logIn(page, username)
  const answer = await walk(page)
  await close()
  return answer
}
const fits = async (page) => assert.ok((await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)) <= 0, `${page.url()} is wider than its screen`)

// ---- the roster: its findings, a shift put on and taken off from the keyboard
const nightNow = await as('zhiban', async (page) => {
  const night = /夜班员/.test(await page.innerText('header .duty'))
  await page.locator('header .duty').click()
  await page.waitForURL('**/duty')
  await page.waitForSelector('.calendar .turn')
  assert.match(await page.innerText('aside'), /没有空岗和重复/)
  await fits(page)
  await page.locator('.calendar .turn').first().click()
  await page.waitForSelector('aside form')
  await page.keyboard.press('Escape')
  await page.locator('.calendar .date button').nth(3).click()
  await page.click('aside button[type=submit]')
  await page.waitForSelector('aside [role=alert] >> text=/请至少选择一个值班员/')
  await page.locator('aside label', { hasText: /^ *值班员/ }).locator('input').check()
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('aside li >> text=/重复排班/')
  return night
})
// Whoever is on duty now hands over to the other.
const [outgoing, incoming] = nightNow ? ['yeban', 'zhiban'] : ['zhiban', 'yeban']

// ---- hand-over
const handover = await as(outgoing, async (page) => {
  await page.keyboard.press('g')
  await page.keyboard.press('u')
  await page.waitForURL('**/duty')
  await page.keyboard.press('2')
  await page.waitForURL('**/duty/handovers')
  await page.click('button >> text=写交接记录')
  await page.waitForSelector('.duty-pane h3 >> text=会议事项')
  await page.click('.duty-pane button[type=submit]')
  await page.waitForSelector('[role=alert] >> text=/请填写交班事项/')
  await page.fill('textarea[name=notes]', '跟踪綦江书面报告')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/handovers\/\d+/)
  await page.waitForSelector('.duty-pane >> text=等待接班人登录后接班')
  assert.match(await page.innerText('.duty-pane'), /核查沿江储罐区围堰/)
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('button >> text=下载 Word')])
  await file.saveAs(`${process.env.DOWNLOADS}/handover.docx`)
  // The paper: without the list, the frame or the buttons.
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('.duty-list').isVisible(), false)
  assert.equal(await page.locator('.duty-paper h2').isVisible(), true)
  assert.equal(await page.locator('.duty-paper button').first().isVisible(), false)
  return new URL(page.url()).pathname
})
assert.ok(readdirSync(process.env.DOWNLOADS).includes('handover.docx'))
assert.equal(readFileSync(`${process.env.DOWNLOADS}/handover.docx`).subarray(0, 2).toString(), 'PK')
await as(incoming, async (page) => {
  // Told on the desk; opening the message is its receipt.
  await page.waitForSelector('header .person .unread')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await page.waitForURL('**/inbox')
  await page.locator('.inbox a', { hasText: '待接班' }).first().click()
  await page.waitForURL('**/duty/handovers/*')
  await page.goto(address + handover)
  await page.fill('input[name=remark]', '已阅')
  await page.click('button >> text=我已阅，接班')
  await page.waitForSelector('.duty-paper header b >> text=已接班')
  assert.match(await page.innerText('.duty-facts'), /夜班员/)
})

// ---- the log, carried over into the intake form
await as('zhiban', async (page) => {
  await page.goto(`${address}/duty/log`)
  await page.click('button >> text=记一条')
  await page.fill('input[name=source]', '市民')
  await page.fill('textarea[name=text]', '河面有大片油花')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.log tbody tr >> text=河面有大片油花')
  await page.locator('.log tbody tr', { hasText: '河面有大片油花' }).locator('button >> text=转为接报').click()
  await page.waitForURL('**/incidents/new')
  assert.equal(await page.evaluate(() => JSON.parse(sessionStorage.getItem('shangyou.intake')).description), '河面有大片油花')
})

// ---- analysis → approval → tip → answer → closed
const analysis = await as('zhiban', async (page) => {
  await page.goto(`${address}/situations`)
  await page.click('button >> text=新建研判')
  await page.waitForSelector('fieldset input:checked')
  await page.click('.duty-form button[type=submit]')
  await page.waitForURL(/situations\/\d+/)
  await page.waitForSelector('.duty-paper h3 >> text=风险源分布')
  await page.locator('.duty-row button', { hasText: '修改' }).click()
  await page.fill('textarea[name=judgement]', '涪陵沿江罐区集中。')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.duty-paper p >> text=涪陵沿江罐区集中。')
  await page.click('button >> text=提请批准')
  await page.waitForSelector('text=等待另一位有批准权的人批准')
  await fits(page)
  return new URL(page.url()).pathname
})
const tip = await as('zhihui', async (page) => {
  await page.goto(address + analysis)
  await page.locator('.duty-row button', { hasText: '批准' }).first().click()
  await page.waitForSelector('.duty-paper header b >> text=已批准')
  await page.goto(`${address}/tips`)
  await page.click('button >> text=发提示函')
  await page.waitForSelector('select[name=division] option >> nth=3', { state: 'attached' })
  await page.selectOption('select[name=division]', '500102')
  await page.fill('input[name=headline]', '核查沿江罐区')
  await page.click('.duty-form button[type=submit]')
  await page.waitForSelector('[role=alert] >> text=/请填写情况/')
  await page.fill('textarea[name=facts]', '两处罐区围堰破损')
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/tips\/\d+/)
  return new URL(page.url()).pathname
})
await as('quxian', async (page) => {
  await page.goto(address + tip)
  await page.fill('textarea[name=text]', '已修复围堰')
  await page.click('button >> text=提交答复')
  await page.waitForSelector('.duty-paper header b >> text=待审核')
})
await as('zhihui', async (page) => {
  await page.goto(address + tip)
  assert.match(await page.innerText('.duty-paper'), /已读 1/)
  await page.click('button >> text=审核通过并销号')
  await page.waitForSelector('.duty-paper header b >> text=已销号')
  await fits(page)
})

// ---- both sizes and languages; a reader sees the roster and no more
await as('zhiban', async (page) => {
  const narrow = []
  for (const language of ['zh', 'en']) {
    await page.evaluate((value) => localStorage.setItem('shangyou.language', value), language)
    for (const path of ['/duty', handover, '/duty/log', '/duty/calls', '/duty/calls/1', '/duty/meetings/1', analysis, tip]) {
      await page.goto(address + path)
      await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'))
      for (const [width, height] of [[1920, 1080], [1366, 768]]) {
        await page.setViewportSize({ width, height })
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        const head = await page.locator('header').first().evaluate((bar) => bar.scrollWidth - bar.clientWidth)
        if (wide > 0 || head > 0) narrow.push(`${path} ${language} ${width}: page ${wide}, header ${head}`)
      }
    }
  }
  assert.deepEqual(narrow, [], 'a page is wider than its screen')
})
await as('guest', async (page) => {
  await page.goto(`${address}/duty/log`)
  await page.waitForSelector('.calendar')
  assert.equal(await page.locator('.duty > header nav a').count(), 1)
  assert.equal(await page.locator('button >> text=导入').count(), 0)
})
