import assert from 'node:assert/strict'
import { journey, ways } from '../journey.js'

journey('seeing what is due, and saying why a date was missed', async ({ page, look, press, signIn }) => {
  await signIn('coordinator')
  const link = page.getByRole('navigation').getByRole('link', { name: 'What is due' })
  if (!await link.isVisible()) await page.getByRole('button', { name: 'More' }).click() // what a phone has no room for
  await press(link)
  await look('due')
  const all = await number(page.locator('#shown'))
  assert.ok(all > 0, 'the demo has things to do')

  // Why the first of them is due.
  const first = page.locator('.app-due-section tbody tr').first()
  await first.locator('summary').click()
  assert.match(await first.locator('.nhsuk-details__text').innerText(), /The rule[\s\S]*The count[\s\S]*Where it is written/)

  // One meaning of overdue: the count above is that of the list below, and of the register.
  await press(page.locator('.app-counts a', { hasText: 'Overdue' }))
  const overdue = await number(page.locator('#shown'))
  assert.ok(overdue > 0 && overdue < all)
  for (const row of await page.locator('.app-due-section tbody tr').all()) assert.match(await row.innerText(), /overdue/i)
  await look('due-overdue')

  // Mine alone.
  await page.goto('/due?who=mine')
  const mine = await number(page.locator('#shown'))
  assert.ok(mine > 0 && mine < all)
  const holders = await page.locator('.app-due-section tbody tr td:last-child').allInnerTexts()
  assert.deepEqual([...new Set(holders.map(text => text.replace('Held by', '').trim()))], ['Jo Marsh'])

  // The month, and a day of it.
  await press(page.locator('.app-list-head__as').getByRole('link', { name: 'Month' }))
  await look('due-month')
  await press(page.locator('.app-month__items a').first())
  assert.ok(new URL(page.url()).searchParams.get('day'))
  assert.ok(await page.locator('.app-due-section tbody tr').count() > 0)

  // A missed date: nothing chosen is refused, then it is recorded and stays on the person.
  await page.goto('/due?missing-reasons=1')
  const asked = await number(page.locator('#shown'))
  await look('due-no-reason')
  await press(page.getByRole('link', { name: 'Say why it was missed' }).first())
  await look('missed')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.title(), /^Error: /)
  await look('missed-refused')
  await page.locator('[name=reason]').first().check()
  await page.locator('[name=told]').first().check()
  await page.locator('[name=note]').fill('The papers came on the day after')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('.nhsuk-notification-banner').innerText(), /Why the date was missed is recorded/)
  await look('person-missed')
  await page.goto('/due?missing-reasons=1')
  assert.equal(await number(page.locator('#shown')), asked - 1)
}, { once: 'phone' })

journey('one’s own dates in a calendar', async ({ page, look, press, signIn }) => {
  await signIn('coordinator')
  await page.goto('/account')
  await look('account')
  await press(page.getByRole('button', { name: 'Make a calendar address' }))
  await look('calendar-address')
  const address = await page.getByLabel('Address').inputValue()
  const calendar = await page.request.get(address)
  assert.equal(calendar.status(), 200)
  const text = await calendar.text()
  assert.match(text, /^BEGIN:VCALENDAR[\s\S]*BEGIN:VEVENT[\s\S]*END:VCALENDAR\s*$/)

  await page.goto('/account')
  await press(page.getByRole('button', { name: 'Stop this calendar' }))
  assert.equal((await page.request.get(address)).status(), 404)
}, { ways: [ways[0], ways[3]] })

journey('being reminded', async ({ page, look, press, signIn }) => {
  await signIn('coordinator')
  await page.goto('/reminders')
  await look('reminders')
  const before = await number(page.locator('#shown'))
  await press(page.getByRole('button', { name: /^Mark all/ }))
  await look('reminders-none')
  await page.goto('/reminders?show=older')
  assert.ok(before > 0)

  const administrator = await page.request.get('/settings/reminders')
  assert.equal(administrator.status(), 403, 'who is reminded is the administrator’s to say')
}, { ways: [ways[0], ways[3]] })

/** The first number that an element says. */
async function number (locator) {
  return Number((await locator.innerText()).match(/[\d,]+/)?.[0].replaceAll(',', '') ?? 0)
}
