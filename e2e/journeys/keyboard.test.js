import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('rating somebody with the keyboard alone', async ({ page, demo, reach }) => {
  const { email, password } = demo.account('clinician')
  await page.goto('/sign-in')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#maincontent', 'the first stop leads past the header')
  await reach(page.locator('[name=email]'))
  await page.keyboard.type(email)
  await reach(page.locator('[name=password]'))
  await page.keyboard.type(password)
  await enter(page)
  assert.equal(new URL(page.url()).pathname, '/today')
  await reach(page.getByRole('navigation').getByRole('link', { name: 'Register', exact: true }))
  await enter(page)

  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter') // past the header
  await reach(page.locator('#people tbody tr a').first())
  await enter(page)
  const person = page.url()

  await reach(page.getByRole('button', { name: 'Record a rating' }))
  await enter(page)
  await reach(page.locator('[name=rating]').first())
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Space')
  const chosen = await page.locator('[name=rating]:checked').getAttribute('value')
  await reach(page.locator('[name=note]'))
  await page.keyboard.type('Agreed at the meeting')
  await reach(page.getByRole('button', { name: 'Save', exact: true }))
  await enter(page)
  assert.equal(page.url(), person)
  assert.equal((await page.locator('.app-rating-line').innerText()).split(/\s/)[0].toLowerCase(), chosen)
})

async function enter (page) {
  const loaded = page.waitForEvent('load')
  await page.keyboard.press('Enter')
  await loaded
}
