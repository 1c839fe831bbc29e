import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('who has looked, and what people did', async ({ page, look, press, signIn, another }) => {
  // Somebody reads a record and searches for a name.
  const reader = await another()
  await reader.signIn('clinician')
  await reader.page.goto('/register')
  const person = reader.page.locator('#people tbody a').first()
  const name = await person.innerText()
  await reader.press(person)
  const address = new URL(reader.page.url()).pathname
  await reader.page.goto('/register')
  await reader.page.locator('#search-text').fill('zebedee')
  await reader.press(reader.page.locator('.app-register-search button[type=submit]'))

  // The record says so to whoever keeps the register.
  const keeper = await another()
  await keeper.signIn('coordinator')
  await keeper.page.goto(address)
  await keeper.press(keeper.page.getByRole('link', { name: 'Who has looked' }))
  await keeper.look('looked')
  assert.match(await keeper.page.locator('#looked tbody').innerText(), /Clinician[\s\S]*Opened the record/)
  await keeper.press(keeper.page.getByRole('link', { name: 'Back to the record' }))

  // So does the list of everything, with the words of the search.
  await signIn('information-governance')
  await page.goto('/audit')
  await look('audit')
  assert.match(await page.locator('#acts').innerText(), /Searched for: zebedee/)

  // Whom it was about is asked for by a form: no name comes into the address.
  await page.locator('#search-text').fill(name)
  await press(page.locator('form[action="/audit/person"] button[type=submit]'))
  assert.ok(!decodeURIComponent(page.url()).includes(name))
  if (await page.locator('#found').count()) {
    await look('audit-found')
    await press(page.locator(`section[aria-labelledby=found] a[href*="${address.split('/').pop()}"]`))
  }
  assert.match(await page.locator('#shown').innerText(), new RegExp(`About ${name}`))
  assert.match(await page.locator('#acts').innerText(), /Opened the record/)

  // Nobody of that name: the error leads to the field.
  await page.locator('#search-text').fill('zebedee')
  await press(page.locator('form[action="/audit/person"] button[type=submit]'))
  assert.match(await page.title(), /^Error: /)
  await look('audit-nobody')
}, { once: 'phone' })
