import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('signing in', async ({ page, demo, look, press, signIn }) => {
  const { email } = demo.account('coordinator')
  await page.goto('/')
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'who is not signed in is asked to')
  await look('sign-in')

  await page.locator('[name=email]').fill(email)
  await page.locator('[name=password]').fill('not the password')
  await press(page.locator('form:has([name=email]) button:not([type=button])'))
  assert.match(await page.title(), /^Error: /)
  assert.equal(await page.locator('[name=email]').inputValue(), email, 'what was typed is kept')
  assert.equal(await page.locator('[name=password]').inputValue(), '', 'a password is never sent back')
  await look('sign-in-refused')

  await signIn('coordinator')
  await look('first-page')

  await press(page.locator('form[action$="/sign-out"] button').first())
  await page.goto('/')
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'who has signed out is asked to sign in')
})

journey('signing in with the keyboard alone', async ({ page, demo, reach }) => {
  const { email, password } = demo.account('coordinator')
  await page.goto('/sign-in')
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), '#maincontent', 'the first stop leads past the header')
  await reach(page.locator('[name=email]'))
  await page.keyboard.type(email)
  await reach(page.locator('[name=password]'))
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.waitForURL(address => address.pathname !== '/sign-in')
})
