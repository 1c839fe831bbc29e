import assert from 'node:assert/strict'
import { fillSignIn, journey, ways } from '../journey.js'

journey('signing in', async ({ page, demo, look, press, signIn }) => {
  const { email } = demo.account('coordinator')
  await page.goto('/')
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'who is not signed in is asked to')
  await look('sign-in')

  await fillSignIn(page, { email, password: 'not the password' })
  assert.match(await page.title(), /^Error: /)
  assert.equal(await page.locator('[name=email]').inputValue(), email, 'what was typed is kept')
  assert.equal(await page.locator('[name=password]').inputValue(), '', 'a password is never sent back')
  await look('sign-in-refused')

  await signIn('coordinator')
  await press(page.locator('a[href="/account"]').last())
  await look('account')

  await press(page.locator('form[action$="/sign-out"] button').first())
  assert.match(await page.locator('main').innerText(), /You have signed out/)
  await page.goto('/register')
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'who has signed out is asked to sign in')
})

journey('too many wrong passwords', async ({ page, demo, look }) => {
  const account = demo.account('clinician')
  await page.goto('/sign-in')
  for (let tries = 0; tries < 5; tries++) {
    await fillSignIn(page, { ...account, password: `wrong ${tries}` })
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /address or the password is not right/)
  }
  await fillSignIn(page, account)
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'even the right password has to wait')
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Wait 15 minutes/)
  await look('sign-in-locked')
}, { ways: ways.filter(way => way.width === 320) })
