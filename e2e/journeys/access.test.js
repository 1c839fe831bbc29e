// Who sees whom: a relation is given, a record opened in an emergency, and consent withdrawn.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('a relation shows a person, and ending it hides them', async ({ page, look, press, signIn, another }) => {
  const nurse = await another()
  await nurse.signIn('clinician')
  await nurse.page.goto('/register')
  assert.match(await nurse.page.locator('main').innerText(), /the people with whom you are involved/)
  const own = await nurse.page.locator('#shown').innerText()

  await signIn('coordinator')
  const person = await stranger(page, nurse)
  const refused = await nurse.page.goto(person)
  assert.equal(refused.status(), 404)
  await nurse.look('person-not-found')

  await page.goto(person)
  await press(page.getByRole('link', { name: 'Who is involved' }))
  await look('involved')
  await press(page.getByRole('button', { name: 'Add them' }))
  assert.match(await page.title(), /^Error: /)
  await look('involved-refused')
  await page.locator('[name=user]').selectOption({ label: await label(page, 'Clinician') })
  await page.getByLabel('In the care team').check()
  await press(page.getByRole('button', { name: 'Add them' }))
  assert.match(await page.locator('.app-involved').first().innerText(), /Dr Helen Price/)
  await look('involved-added')

  assert.equal((await nurse.page.goto(person)).status(), 200)
  await nurse.page.goto('/register')
  assert.notEqual(await nurse.page.locator('#shown').innerText(), own, 'one more is in the list')

  await press(page.locator('.app-involved__item', { hasText: 'Dr Helen Price' }).getByRole('button', { name: 'End' }))
  assert.equal((await nurse.page.goto(person)).status(), 404)
  await nurse.page.goto('/register')
  assert.equal(await nurse.page.locator('#shown').innerText(), own)
}, { once: 'phone' })

journey('a record is opened in an emergency, and looked at', async ({ page, look, press, signIn, another }) => {
  const coordinator = await another()
  await coordinator.signIn('coordinator')
  await signIn('clinician')
  const person = await stranger(coordinator.page, { page })
  await coordinator.page.goto(person)
  const details = await coordinator.page.locator('.app-person').first().innerText()
  const number = details.match(/999 \d{3} \d{4}/)[0]
  const [, day, month, year] = details.match(/(\d{1,2}) ([A-Z][a-z]+) (\d{4})/)

  await page.goto('/register')
  await press(page.getByRole('link', { name: 'Open another record in an emergency' }))
  await look('emergency')
  await press(page.getByRole('button', { name: 'Open the record' }))
  await look('emergency-refused')
  await page.locator('[name=reason]').fill('At A&E and cannot say what helps.')
  await page.locator('[name=nhs_number]').fill(number)
  await page.locator('#birth_date-day').fill(day)
  await page.locator('#birth_date-month').fill(month)
  await page.locator('#birth_date-year').fill(year)
  await press(page.getByRole('button', { name: 'Open the record' }))
  assert.equal(page.url(), new URL(person, page.url()).href)
  assert.match(await page.locator('main').innerText(), /You opened this record in an emergency/)
  await look('emergency-opened')

  const governance = await another()
  await governance.signIn('information-governance')
  await governance.page.goto('/emergency-access')
  await governance.look('emergency-access')
  await governance.press(governance.page.locator('#opened tbody tr', { hasText: 'cannot say what helps' }).getByRole('link'))
  await governance.look('emergency-look')
  await governance.page.getByLabel('It was an emergency').check()
  await governance.press(governance.page.getByRole('button', { name: 'Save' }))
  assert.match(await governance.page.locator('#opened tbody tr', { hasText: 'cannot say what helps' }).innerText(), /It was an emergency/)
}, { once: 'desktop' })

journey('what others see', async ({ look, another }) => {
  for (const role of ['panel-member', 'advocate', 'family']) {
    const one = await another()
    await one.signIn(role)
    assert.equal(new URL(one.page.url()).pathname, '/involved')
    if (role === 'panel-member') await one.look('my-people')
    await one.press(one.page.locator('main .app-involved a').first())
    if (role === 'panel-member') {
      assert.match(await one.page.locator('main').innerText(), /nothing else of this record/)
      await one.look('person-part')
    }
  }
  const chair = await another()
  await chair.signIn('chair')
  await chair.page.goto('/register?no-consent=yes&size=100')
  for (const link of await chair.page.locator('#people tbody a').all()) {
    const href = await link.getAttribute('href')
    await chair.page.goto(href)
    if (/do not consent/.test(await chair.page.locator('main').innerText())) {
      await chair.look('person-minimum')
      return
    }
    await chair.page.goBack()
  }
  assert.fail('nobody has withdrawn consent')
}, { once: 'desktop' })

/** The address of somebody whom a clinician does not see, with an NHS number. */
async function stranger (page, other) {
  await page.goto('/register?size=100')
  const rows = await page.locator('#people tbody tr').all()
  for (const row of rows) {
    if (!/999 \d{3} \d{4}/.test(await row.innerText())) continue
    const href = await row.locator('a').first().getAttribute('href')
    if ((await other.page.goto(href)).status() === 404) return href
  }
  assert.fail('the clinician sees everyone')
}

/** What a user with a role is called in the choice of users. */
async function label (page, role) {
  for (const text of await page.locator('[name=user] option').allInnerTexts()) if (text.includes(`(${role})`)) return text
  assert.fail(`nobody is a ${role}`)
}
