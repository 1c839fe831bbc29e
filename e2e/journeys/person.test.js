import assert from 'node:assert/strict'
import { journey, ways } from '../journey.js'

journey('reading a story, and rating', async ({ page, javaScript, look, press, signIn }) => {
  await signIn('clinician')
  await page.goto('/register?rating=amber&setting=community')
  await press(page.locator('#people tbody tr a').first())
  const address = new URL(page.url()).pathname
  await look('person')

  // Why something is due.
  const due = page.locator('.app-due__item').first()
  await due.locator('summary').click()
  assert.match(await due.locator('.app-why').innerText(), /The rule[\s\S]*The count[\s\S]*Where it is written/)

  // A rating without anything filled in is refused, and says where.
  await press(page.getByRole('button', { name: 'Record a rating' }))
  await look('rating')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.title(), /^Error: /)
  const summary = page.locator('.nhsuk-error-summary')
  if (javaScript) assert.ok(await summary.evaluate(e => e === document.activeElement), 'the error summary has the focus')
  for (const link of await summary.locator('a').all()) {
    const target = page.locator(await link.getAttribute('href'))
    assert.equal(await target.count(), 1, 'each error leads to its question')
  }
  await look('rating-refused')

  // Half right: what was typed is kept.
  await page.getByLabel('Red', { exact: true }).check()
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.ok(await page.getByLabel('Red', { exact: true }).isChecked())
  const why = 'Two placements have given notice this week. <b>Not</b> safe at home as things are.'
  await page.locator('[name=note]').fill(why)
  await page.getByLabel('Home or placement at risk of breaking down').check()
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.equal(new URL(page.url()).pathname, address)
  assert.match(await page.locator('.nhsuk-notification-banner').innerText(), /The rating is recorded/)
  assert.match(await page.locator('.app-rating-line').innerText(), /Red/)
  const entry = page.locator('.app-timeline__item', { hasText: 'Two placements have given notice' })
  assert.ok((await entry.innerText()).includes(why), 'what was typed is shown as it was typed')
  await look('person-rated')

  // It was the wrong person: struck out, never erased.
  await press(entry.getByRole('link', { name: 'Entered in error?' }))
  await look('strike-out')
  await page.locator('[name=note]').fill('Meant for somebody else')
  await press(page.getByRole('button', { name: 'Mark as entered in error' }))
  assert.match(await page.locator('.app-rating-line').innerText(), /Amber/, 'what was so before counts again')
  assert.match(await page.locator('.app-timeline__item--struck', { hasText: 'Two placements' }).innerText(), /Entered in error: Meant for somebody else/)
  await look('person-struck-out')
})

journey('seeing the record as it stood last month', async ({ page, look, press, signIn }) => {
  await signIn('social-worker')
  await page.goto('/register?rating=green')
  await press(page.locator('#people tbody tr a').first())
  const address = page.url()
  const then = new Date()
  then.setUTCDate(0) // the last day of last month
  await page.locator('summary', { hasText: 'as it stood on a past day' }).click()
  await page.locator('#as-at-day').fill('31')
  await page.locator('#as-at-month').fill('2')
  await page.locator('#as-at-year').fill(String(then.getUTCFullYear()))
  await press(page.getByRole('button', { name: 'Show that day' }))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /must be a real date/)

  await page.locator('#as-at-day').fill(String(then.getUTCDate()))
  await page.locator('#as-at-month').fill(String(then.getUTCMonth() + 1))
  await page.locator('#as-at-year').fill(String(then.getUTCFullYear()))
  await press(page.getByRole('button', { name: 'Show that day' }))
  const words = then.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
  assert.equal(await page.locator('.app-past__day').innerText(), `You are looking at the record as it stood on ${words}`)
  assert.equal(await page.getByRole('button', { name: 'Record a rating' }).count(), 0, 'nothing is recorded in the past')
  await look('person-last-month')

  await press(page.getByRole('link', { name: 'Show only what had been recorded by then' }))
  await press(page.getByRole('link', { name: 'Back to the record as it is today' }))
  assert.equal(page.url(), address)
}, { once: 'desktop' })

journey('another register keeps its people to itself', async ({ page, demo, look, signIn, another }) => {
  await signIn('coordinator')
  await page.goto('/register')
  const theirs = await page.locator('#people tbody tr a').first().getAttribute('href')
  const other = await another()
  await other.signIn('coordinator', demo.registers[1])
  for (const path of [theirs, `${theirs}/record/rating`, `${theirs}/entries/1/strike-out`]) {
    const response = await other.page.goto(path)
    assert.equal(response.status(), 404, path)
  }
  assert.match(await other.page.locator('main').innerText(), /not in the register that you are working in/)
  await other.look('not-found')
  await look('register-of-its-own')
}, { ways: [ways[0], ways[3]] })
