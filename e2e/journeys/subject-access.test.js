import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('somebody asks what is kept about them', async ({ page, look, press, signIn, another }) => {
  // A person with somebody around them, as those who keep the register see it.
  const keeper = await another()
  await keeper.signIn('coordinator')
  await keeper.page.goto('/register')
  await keeper.press(keeper.page.locator('#people tbody a').first())
  const record = new URL(keeper.page.url()).pathname
  await keeper.page.goto(record + '/record/contact')
  await keeper.page.getByLabel('Name', { exact: true }).fill('Wilhelmina Ashdown')
  await keeper.page.locator('[name=role]').fill('Aunt')
  await keeper.press(keeper.page.locator('main form button[value=save]'))

  // Information governance notes the request.
  await signIn('information-governance')
  await page.goto('/subject-access')
  await look('subject-access')
  await press(page.getByRole('link', { name: /How requests are answered/ }))
  await look('subject-access-rules')
  await page.locator('[name=months]').fill('9')
  await press(page.getByRole('button', { name: 'Save, as checked' }))
  assert.match(await page.title(), /^Error: /)
  await look('subject-access-rules-error')
  await page.locator('[name=months]').fill('1')
  await page.locator('[name=working][value=moves]').check()
  await press(page.getByRole('button', { name: 'Save, as checked' }))
  assert.match(await page.locator('main').innerText(), /Checked by/)
  await look('subject-access-rules-checked')
  await page.goto('/subject-access')
  await page.locator('#search-text').fill('zebedee')
  await press(page.locator('form[action="/subject-access"] button[type=submit]'))
  assert.match(await page.title(), /^Error: /)
  await look('subject-access-nobody')
  await page.goto(record + '/subject-access')
  await press(page.getByRole('button', { name: 'Begin' }))
  assert.match(await page.title(), /^Error: /)
  await look('person-access-error')
  await page.locator('[name="received[day]"]').fill('2')
  await page.locator('[name="received[month]"]').fill('3')
  await page.locator('[name="received[year]"]').fill('2026')
  await page.locator('[name=asked-by]').fill('By letter')
  await press(page.getByRole('button', { name: 'Begin' }))
  await look('person-access')

  // What was written freely is read, and a page of it given at once.
  let left = Number((await page.getByRole('link', { name: /written freely, and give them together/ }).innerText()).match(/\d+/)[0])
  assert.ok(left > 0)
  await press(page.getByRole('link', { name: /written freely, and give them together/ }))
  await look('person-access-read')
  while (left > 0) {
    const here = await page.locator('main input[name=read]').count()
    assert.ok(here > 0 && here <= 20)
    await press(page.getByRole('button', { name: /I have read/ }))
    left -= here
  }
  assert.equal(new URL(page.url()).pathname, record + '/subject-access')
  assert.equal(await page.getByRole('link', { name: /give them together/ }).count(), 0)
  await look('person-access-after-reading')

  // What is about somebody else is decided on; a ground must be given.
  await press(page.getByRole('link', { name: 'Contact: Wilhelmina Ashdown (Aunt)' }))
  await page.getByLabel('Nothing of it').check()
  await press(page.getByRole('button', { name: 'Save' }))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Choose on what ground/)
  await look('person-access-part-error')
  await page.getByLabel('It is about somebody else, or').check()
  await page.locator('[name=reason]').fill('She asked us not to give her number')
  await press(page.getByRole('button', { name: 'Save' }))
  await look('person-access-decided')

  // The answer says that something is left out, and not what.
  const pdf = await page.request.get(record + '/subject-access/answer?format=pdf')
  assert.equal(pdf.headers()['content-type'], 'application/pdf')
  assert.match((await pdf.body()).toString('latin1'), /^%PDF-1\.7/)
  const answer = await (await page.request.get(record + '/subject-access/answer?format=html')).text()
  assert.ok(!answer.includes('Wilhelmina') && answer.includes('schedule 2, part 3, paragraph 16'))

  // It cannot be ended as given while something is open; it can be taken back.
  await page.getByLabel('Who asked took it back').check()
  await page.locator('[name=words]').fill('They rang')
  await press(page.getByRole('button', { name: 'End this request' }))
  assert.match(await page.locator('main').innerText(), /Earlier requests/)
  await look('person-access-ended')
}, { once: 'desktop' })
