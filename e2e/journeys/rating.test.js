// Deciding a rating with the help of a checklist, what it asks for, and early signs that come before it.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

const firstOf = async page => {
  await page.goto('/register?rating=green')
  return page.locator('#people a[href^="/people/"]').first().getAttribute('href')
}

journey('a clinician answers the checklist, decides otherwise and says why', async ({ page, look, press, signIn }) => {
  await signIn('clinician')
  const person = await firstOf(page)
  await page.goto(`${person}/record/rating`)
  await press(page.getByRole('link', { name: 'Answer the checklist first' }))
  await look('checklist')
  await page.locator('[name=checklist-home][value=strain]').check()
  await page.locator('[name=checklist-behaviour][value=yes]').check()
  await page.locator('[name=checklist-talk][value=not-known]').check()
  await press(page.getByRole('button', { name: 'See what it advises' }))
  assert.match(await page.locator('main').innerText(), /advised green, with 3 of 28 points/)
  await look('rating-advised')

  await page.locator('[name=rating][value=amber]').check()
  await page.locator('[name=note]').fill('The landlord rang today.')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /The checklist advises green. Say why amber is right/)
  await look('rating-differs')
  await page.locator('[name=differs]').fill('Notice will come this week.')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('main').innerText(), /What this rating asks for/)

  await press(page.getByRole('link', { name: 'Answer Hold a multi-agency meeting, or a care (education) and treatment review' }))
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  await look('obliged-refused')
  await page.locator('[name=state][value=not-needed]').check()
  await page.locator('[name=note]').fill('They met this morning.')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('main').innerText(), /Not needed, .*They met this morning/s)
  await press(page.getByRole('navigation', { name: 'Parts of this record' }).getByRole('link', { name: 'Ratings' }))
  assert.match(await page.locator('main').innerText(), /Why the rating is another: Notice will come this week/)
  await look('ratings')
}, { once: 'phone' })

journey('early signs suggest, and are answered', async ({ page, look, press, signIn }) => {
  await signIn('coordinator')
  const person = await firstOf(page)
  await page.goto(`${person}/record/early-sign`)
  await look('early-sign')
  await page.locator('[name=sign][value=exclusion]').check()
  await page.locator('[name=source]').fill('The school')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('main').innerText(), /They are out of school or college. Look at the rating again/)
  await look('early-signs-of-one')
  await page.goto('/early-signs')
  await look('early-signs')
  await page.goto(person)
  await press(page.getByRole('link', { name: 'Answer They are out of school or college' }))
  await look('early-signs-answer')
  await page.locator('[name=answer][value=not-now]').check()
  await page.locator('[name=note]').fill('A tutor comes home from Monday.')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.doesNotMatch(await page.locator('main').innerText(), /Look at the rating again/)
}, { once: 'phone' })
