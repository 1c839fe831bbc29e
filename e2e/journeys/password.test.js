import assert from 'node:assert/strict'
import { fillSignIn, journey } from '../journey.js'

journey('somebody changes their password', async ({ page, demo, look, press, signIn }) => {
  const main = page.locator('main')
  const me = demo.account('clinician')
  await signIn('clinician')
  await page.goto('/account/password')
  await look('account-password')
  async function change (current, password) {
    await main.locator('[name=current]').fill(current)
    await main.locator('[name=password]').fill(password)
    await press(main.getByRole('button', { name: 'Save the password' }))
  }
  await change('not the one', 'kettle under marigold')
  assert.match(await page.title(), /^Error: /)
  assert.equal(await main.locator('[name=current]').inputValue(), '')
  await look('account-password-wrong')
  await change(me.password, 'password1234')
  assert.match(await page.title(), /^Error: /)
  await look('account-password-easy')
  await change(me.password, 'kettle under marigold')
  assert.equal(new URL(page.url()).pathname, '/sign-in')
  await look('account-password-changed')
  await fillSignIn(page, me)
  assert.equal(new URL(page.url()).pathname, '/sign-in', 'the old password still works')
  await fillSignIn(page, { email: me.email, password: 'kettle under marigold' })
  assert.notEqual(new URL(page.url()).pathname, '/sign-in')
})
