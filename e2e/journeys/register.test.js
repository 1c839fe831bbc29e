import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { journey } from '../journey.js'
import { downloaded, table } from '../spreadsheet.js'

journey('finding who needs something now', async ({ page, look, press, signIn }) => {
  await signIn('coordinator')
  await page.goto('/register')
  await look('register')

  const form = page.locator('.app-filter__form')
  await unfold(form)
  await form.getByLabel('Red', { exact: true }).check()
  await form.getByLabel('Something is overdue').check()
  await press(form.getByRole('button', { name: 'Apply filters' }))
  assert.deepEqual(asked(page), { rating: 'red', overdue: 'yes' }, 'the filters are in the address, and nothing else is')
  const rows = page.locator('#people tbody tr')
  const found = await rows.count()
  assert.ok(found > 0, 'the demo has people who are red and overdue')
  for (const row of await rows.all()) assert.match(await row.innerText(), /Red[\s\S]*Overdue/i)
  assert.equal(await page.locator('#shown').innerText(), `${found === 1 ? '1 person' : `${found} people`} with these filters`)
  await look('register-red-overdue')

  // The same list under a name of one's own.
  const views = page.locator('.app-views')
  await unfold(views.locator('[name=name]'))
  await views.locator('[name=name]').fill('Monday’s meeting')
  await press(views.getByRole('button', { name: 'Save this view' }))
  assert.match(await page.locator('.nhsuk-notification-banner').innerText(), /The view is saved/)
  const chip = page.locator('.app-filter__chip', { hasText: 'Something is overdue' })
  await unfold(chip)
  await press(chip)
  assert.deepEqual(asked(page), { rating: 'red' })
  const view = page.locator('.app-views a', { hasText: 'Monday’s meeting' })
  await unfold(view)
  await press(view)
  assert.deepEqual(asked(page), { rating: 'red', overdue: 'yes' })

  await page.goto('/register?as=board')
  await look('register-board')
})

journey('finding a person by name', async ({ page, look, press, signIn }) => {
  await signIn('social-worker')
  await page.goto('/register')
  const first = page.locator('#people tbody tr').first().locator('a').first()
  const name = await first.innerText()
  const field = page.locator('#search-text')
  await field.fill(name)
  await press(page.locator('.app-register-search button'))
  const address = decodeURIComponent(page.url())
  for (const word of name.split(' ')) assert.ok(!address.includes(word), 'a name is in no address')
  assert.ok((await page.locator('#people tbody tr a').allInnerTexts()).includes(name))

  await field.fill('Nobody Whatsoever')
  await press(page.locator('.app-register-search button'))
  assert.match(await page.locator('.app-empty').innerText(), /Nobody on the register fits this search/)
  await look('register-nobody-found')
})

journey('exporting what is on the screen', async ({ page, demo, signIn }) => {
  await signIn('coordinator')
  await page.goto('/register?rating=red&rating=amber')
  const shown = Number.parseInt(await page.locator('#shown').innerText())
  const first = await page.locator('#people tbody tr').first().locator('a').first().innerText()

  const csv = await downloaded(page, page.getByRole('link', { name: 'CSV' }))
  const [head, ...rows] = table(await readFile(csv.path, 'utf8'))
  assert.match(csv.name, /\.csv$/)
  assert.equal(rows.length, shown, 'everybody on all pages')
  assert.ok(rows.every(row => row.length === head.length && ['Red', 'Amber'].includes(row[head.indexOf('Rating')])))
  assert.ok([rows[0][head.indexOf('Given name')], rows[0][head.indexOf('Preferred name')]].some(given => first.startsWith(given)), 'in the same order')

  // The workbook is read by what reads the workbooks of others.
  const xlsx = await downloaded(page, page.getByRole('link', { name: 'Excel (XLSX)' }))
  assert.match(xlsx.name, /\.xlsx$/)
  const report = JSON.parse(demo.command(['import', xlsx.path, '--register', demo.registers[0], '--dry-run', '--json']))
  assert.equal(report.rows, shown)
  assert.equal(report.ratings.red + report.ratings.amber, shown)
})

/** Opens what is folded away on a small screen. */
async function unfold (locator) {
  if (await locator.isVisible()) return
  await locator.locator('xpath=ancestor::details[1]/summary').click()
}

/** What the address asks for. */
function asked (page) {
  return Object.fromEntries(new URL(page.url()).searchParams)
}
