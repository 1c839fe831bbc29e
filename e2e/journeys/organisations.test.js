import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('boards merge, and a new organisation takes the place of one', async ({ page, look, press, signIn }) => {
  const main = page.locator('main')
  await signIn('administrator')
  await page.goto('/settings/organisations')
  await look('organisations')
  await press(main.getByRole('button', { name: 'Add an organisation' }))
  await press(main.getByRole('button', { name: 'Add the organisation' }))
  assert.match(await page.title(), /^Error: /)
  await look('organisation-error')
  await main.locator('[name=code]').fill('QNW')
  await main.locator('[name=name]').fill('North and West ICB')
  await main.locator('[name=kind]').first().check()
  await press(main.getByRole('button', { name: 'Add the organisation' }))
  assert.match(await main.innerText(), /North and West ICB/)

  // The old one ends, and says what takes its place.
  await press(main.locator('a[href$="ICB/end"]').first())
  await look('organisation-end')
  await main.locator('[name="on[day]"]').fill('1')
  await main.locator('[name="on[month]"]').fill('4')
  await main.locator('[name="on[year]"]').fill('2030')
  await main.locator('select[name=successor]').selectOption('QNW')
  await press(main.getByRole('button', { name: 'Save' }))
  assert.match(await main.innerText(), /1 April 2030/)
  assert.match(await main.locator('table').innerText(), /North and West ICB/)
  await look('organisations-succeeded')
}, { once: 'phone' })
