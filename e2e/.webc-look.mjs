import { chromium } from 'playwright-core'
import AxeBuilder from '@axe-core/playwright'
import { readFileSync } from 'node:fs'
const ready = JSON.parse(readFileSync('/tmp/webc/ready.json', 'utf8').split('\n')[0])
const width = Number(process.argv[2]); const js = process.argv[3] !== 'plain'
const acc = ready.accounts.find(a => a.role === 'coordinator')
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'] })
const c = await b.newContext({ baseURL: ready.url, viewport: { width, height: 900 }, javaScriptEnabled: js })
const p = await c.newPage()
let n = 0
const look = async name => {
  n++
  const h = js ? await p.evaluate(() => document.documentElement.scrollHeight) : 1500
  const step = width < 600 ? 1500 : 1700
  for (let i = 0; i < Math.min(width < 600 ? 4 : 2, Math.ceil(h / step)); i++) await p.screenshot({ path: `/tmp/webc/${width}-${String(n).padStart(2, '0')}-${name}-${i}.png`, fullPage: true, clip: { x: 0, y: i * step, width, height: Math.min(step, h - i * step) } })
  const over = js ? await p.evaluate(() => document.documentElement.scrollWidth - innerWidth) : 0
  let axe = []
  if (js) axe = (await new AxeBuilder({ page: p }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()).violations.map(v => `${v.id}: ${v.nodes.slice(0, 3).map(x => x.target).join(' | ')}`)
  console.log(name, new URL(p.url()).pathname, 'overflow', over, axe)
}
await p.goto('/sign-in'); await p.fill('[name=email]', acc.email); await p.fill('[name=password]', acc.password)
await Promise.all([p.waitForNavigation(), p.locator('form:has([name=email]) button:not([type=button])').click()])
await p.goto('/imports'); await look('imports')
await Promise.all([p.waitForNavigation(), p.getByRole('button', { name: 'Upload and go on' }).click()]); await look('imports-error')
await p.setInputFiles('input[type=file]', process.argv[4] || '/work/main/internal/sheet/testdata/register-northshire.xlsx')
await Promise.all([p.waitForNavigation(), p.getByRole('button', { name: 'Upload and go on' }).click()]); await look('columns')
const id = p.url().replace('/columns', '')
await p.locator('select').nth(1).selectOption('family-name')
await Promise.all([p.waitForNavigation(), p.getByRole('button', { name: 'Save and check the lines' }).click()]); await look('columns-error')
await p.goto(id + '/columns')
await Promise.all([p.waitForNavigation(), p.getByRole('button', { name: 'Save and check the lines' }).click()]); await look('review')
for (const t of ['ready', 'ignored', 'unchanged', 'decided']) { await p.goto(id + '/review?show=' + t); await look('review-' + t) }
await p.goto(id + '/review?show=to-decide&problem=duplicate-in-file'); 
if (js) await p.evaluate(() => document.querySelectorAll('details').forEach(d => d.open = true))
await look('review-duplicates')
await p.goto(id + '/review')
await Promise.all([p.waitForNavigation(), p.getByRole('button', { name: /Take (all|the)/ }).click()]); await look('review-done')
await p.goto(id + '/review?show=decided'); await look('review-decided')
await p.goto(id + '/commit'); await look('commit')
await Promise.all([p.waitForNavigation(), p.locator('main form button').click()]); await look('progress')
await p.waitForTimeout(6000); await p.goto(id); await look('receipt')
await p.goto(id + '/undo'); await look('undo')
await Promise.all([p.waitForNavigation(), p.locator('main form button').click()]); await look('undone')
await p.goto('/imports'); await look('imports-list')
await b.close()
