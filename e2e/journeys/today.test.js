import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('beginning the day', async ({ page, look, press, signIn, another }) => {
  const nurse = await another()
  await nurse.signIn('clinician')
  assert.equal(new URL(nurse.page.url()).pathname, '/today')
  await nurse.look('today-clinician')

  // The coordinator looks, and goes home.
  await signIn('coordinator')
  await press(page.locator('.app-today a', { hasText: 'In the last 7 days' }).first())
  await press(page.getByRole('link', { name: 'Everyone’s', exact: true }))
  await look('today-week')
  const person = await nurse.page.goto('/register?rating=amber').then(() => nurse.page.locator('#people tbody tr a').first())
  const name = await person.innerText()
  const address = await person.getAttribute('href')
  await press(page.getByRole('button', { name: 'Sign out' }))

  // Meanwhile a clinician writes.
  await nurse.page.goto(`${address}/record/note`)
  await nurse.page.locator('[name=note]').fill('Rang. They slept well and ate.')
  await nurse.press(nurse.page.getByRole('button', { name: 'Save', exact: true }))

  await signIn('coordinator')
  await page.goto('/today?who=all')
  await look('today')
  const change = page.locator('.app-today__change', { hasText: name })
  assert.match(await change.innerText(), /Dr Helen Price \(Clinician\), today at/)
  await press(change.locator('.app-today__what a').first())
  assert.equal(new URL(page.url()).pathname, address)
  await page.goto('/today?who=all')
  assert.equal(await change.count(), 1, 'coming back finds the same')
  await press(page.getByRole('button', { name: 'I have seen these' }))
  await page.goto('/today?who=all')
  assert.equal(await page.locator('.app-today__change').count(), 0)
  await look('today-seen')
})

journey('the day of those who keep no lists of people', async ({ page, look, signIn, another }) => {
  await signIn('information-governance')
  await look('today-governance')
  const administrator = await another()
  await administrator.signIn('administrator')
  await administrator.look('today-administrator')
  assert.match(await page.locator('main').innerText(), /Records opened in an emergency/)
})

journey('giving cases to somebody else', async ({ page, look, press, signIn, another }) => {
  await signIn('coordinator')
  await page.goto('/caseload')
  await look('caseload')
  const before = Number((await page.locator('#shown').innerText()).match(/\d+/)[0])
  for (const box of (await page.locator('[name=person]').all()).slice(0, 3)) await box.check()
  await press(page.getByRole('button', { name: 'Give the chosen people to somebody else' }))
  await look('caseload-change')
  await press(page.getByRole('button', { name: 'Change who holds 3 cases' }))
  assert.match(await page.title(), /^Error: /)
  await look('caseload-change-refused')
  await page.locator('[name=to]').selectOption('Dr Helen Price')
  await page.locator('[name=reason]').fill('She knows them well.')
  await press(page.getByRole('button', { name: 'Change who holds 3 cases' }))
  assert.match(await page.locator('.nhsuk-notification-banner').innerText(), /3 cases are given to somebody else/)
  await page.goto('/caseload')
  assert.equal(Number((await page.locator('#shown').innerText()).match(/\d+/)[0]), before - 3)

  const nurse = await another()
  await nurse.signIn('clinician')
  assert.match(await nurse.page.locator('main').innerText(), /You hold 3 cases that Jo Marsh held/)
  await nurse.look('today-told')
  await nurse.press(nurse.page.getByRole('button', { name: 'I have read this' }))
  await nurse.page.goto('/caseload')
  await nurse.look('caseload-clinician')
})
