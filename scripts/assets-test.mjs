// Proves the scripts of the pages in a real browser, under the pages' own security policy.
// Needs the assets built, and Chromium as the journeys do.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { chromium } from 'playwright-core'
import { executable } from '../e2e/browser.js'

const built = new URL('../internal/web/static/built/', import.meta.url)
const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }
const policy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

const document = (body) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Test</title>
<link rel="stylesheet" href="/static/app.css"><link rel="icon" href="/static/favicon.svg">
<script type="module" src="/static/app.js"></script></head><body>${body}</body></html>`

const draftForm = document(`<form method="post" action="/sent" data-draft-url="/draft" data-draft-status="draft">
<input name="csv" type="file"><input name="secret" type="password" value="hunter2">
<input name="skipped" data-draft-skip value="no"><textarea name="note"></textarea>
<button>Save</button></form><p id="draft" role="status"></p>`)

let browser, server, base, posted, polls, stayed, failing

before(async () => {
  server = createServer(async (request, response) => {
    const send = (status, type, body) => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': policy })
      response.end(body)
    }
    const path = request.url
    if (path.startsWith('/static/')) {
      const name = path.slice('/static/'.length)
      return send(200, types[name.split('.').pop()], await readFile(new URL(name, built)))
    }
    if (path === '/draft') {
      let body = ''
      for await (const chunk of request) body += chunk
      posted.push({ type: request.headers['content-type'], body })
      return send(failing ? 500 : 204, 'text/plain')
    }
    if (path === '/account/stay') {
      stayed++
      return send(204, 'text/plain')
    }
    if (path === '/session') return send(200, 'text/html', document('<div role="status" id="session" data-session-idle="3600" data-session-left="43200"></div>'))
    if (path === '/sent') return send(200, 'text/html', document('<p>Sent</p>'))
    if (path === '/progress') {
      polls++
      const more = polls < 3 ? ' data-poll-url="/progress"' : ''
      return send(200, 'text/html', `<div id="work"${more}>Step ${polls}</div>`)
    }
    if (path === '/poll') return send(200, 'text/html', document('<div id="work" data-poll-url="/progress">Step 0</div>'))
    return send(200, 'text/html', draftForm)
  }).listen(0)
  base = `http://127.0.0.1:${server.address().port}`
  browser = await chromium.launch({
    executablePath: executable(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']
  })
})

after(async () => {
  await browser?.close()
  server?.close()
})

async function open(path, { clock = false } = {}) {
  posted = []
  polls = 0
  stayed = 0
  failing = false
  const context = await browser.newContext()
  const page = await context.newPage()
  if (clock) await page.clock.install()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Security Policy')) faults.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(base)) faults.push(`asked another host: ${request.url()}`)
  })
  await page.goto(base + path)
  return { page, close: async () => { await context.close(); assert.deepEqual(faults, []) } }
}

test('a draft is saved after a change, without passwords and files, and says so', async () => {
  const { page, close } = await open('/form')
  await page.fill('[name=note]', 'Café & home')
  await page.waitForFunction(() => /^Draft saved at \d{1,2}:\d\d$/.test(document.getElementById('draft').textContent))
  assert.deepEqual(posted, [{ type: 'application/x-www-form-urlencoded;charset=UTF-8', body: 'note=Caf%C3%A9+%26+home' }])
  await page.waitForTimeout(3500)
  assert.equal(posted.length, 1, 'nothing changed, so nothing is sent')
  await close()
})

test('a draft is saved at once when the page is hidden', async () => {
  const { page, close } = await open('/form')
  await page.fill('[name=note]', 'In a hurry')
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await page.waitForFunction(() => document.getElementById('draft').textContent.startsWith('Draft saved'))
  assert.deepEqual(posted.map((post) => post.body), ['note=In+a+hurry'])
  await close()
})

test('a draft that could not be saved is tried again', async () => {
  const { page, close } = await open('/form')
  failing = true
  await page.fill('[name=note]', 'Offline')
  await page.waitForFunction(() => document.getElementById('draft').textContent.includes('not saved yet'))
  failing = false
  await page.waitForFunction(() => document.getElementById('draft').textContent.startsWith('Draft saved'))
  assert.deepEqual(posted.map((post) => post.body), ['note=Offline', 'note=Offline'])
  await close()
})

test('what is sent needs no draft', async () => {
  const { page, close } = await open('/form')
  await page.fill('[name=note]', 'Done')
  await page.click('button')
  await page.waitForSelector('text=Sent')
  await page.waitForTimeout(3500)
  assert.deepEqual(posted, [])
  await close()
})

test('progress is asked for until it is done', async () => {
  const { page, close } = await open('/poll')
  await page.waitForFunction(() => document.getElementById('work').textContent === 'Step 3', { timeout: 30_000 })
  await page.waitForTimeout(1500)
  assert.equal(polls, 3)
  await close()
})

test('nothing is asked for while the page is hidden', async () => {
  const { page, close } = await open('/poll')
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
  })
  await page.waitForTimeout(2500)
  assert.equal(polls, 0)
  await page.evaluate(() => {
    delete document.visibilityState
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await page.waitForFunction(() => document.getElementById('work').textContent === 'Step 3', { timeout: 30_000 })
  await close()
})

test('a session says before it ends, and goes on at a wish', async () => {
  const { page, close } = await open('/session', { clock: true })
  const notice = page.locator('#session')
  const words = () => notice.innerText()
  await page.clock.runFor(54 * 60_000)
  assert.equal(await words(), '')
  await page.clock.runFor(2 * 60_000)
  assert.match(await words(), /signed out in less than 5 minutes/)
  await notice.getByRole('button', { name: 'Stay signed in' }).click()
  await page.waitForFunction(() => document.getElementById('session').textContent === '')
  assert.equal(stayed, 1)
  await page.clock.runFor(59.5 * 60_000)
  assert.match(await words(), /within a minute/)

  // In another window of the same browser it is used meanwhile.
  const other = await page.context().newPage()
  await other.goto(base + '/')
  await other.evaluate((at) => localStorage.setItem('homeward-used', String(at)), await page.evaluate(() => Date.now()))
  await other.close()
  await page.clock.runFor(20_000)
  assert.equal(await words(), '')

  await page.clock.runFor(61 * 60_000)
  assert.match(await words(), /You have been signed out/)
  assert.equal(await notice.getByRole('link', { name: 'Sign in' }).getAttribute('href'), page.url())
  await close()
})

test('a session that ends after its longest time says so, whatever is done', async () => {
  const { page, close } = await open('/session', { clock: true })
  for (let hours = 0; hours < 11; hours++) {
    await page.clock.fastForward(60 * 60_000)
    await page.evaluate(() => localStorage.setItem('homeward-used', String(Date.now())))
  }
  await page.clock.fastForward(56 * 60_000)
  await page.evaluate(() => localStorage.setItem('homeward-used', String(Date.now())))
  await page.clock.runFor(20_000)
  assert.match(await page.locator('#session').innerText(), /signed in for a long time and will be signed out/)
  await close()
})
