import assert from 'node:assert/strict'
import { journey, ways } from '../journey.js'

// A device of Chromium's own: it has the passkeys of one browser, and verifies its user when it is told to.
async function device (page, options = {}) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true, ...options }
  })
  return {
    credentials: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    verifies: verified => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verified }),
    forget: credentialId => session.send('WebAuthn.removeCredential', { authenticatorId, credentialId })
  }
}

const scripted = { ways: ways.filter(way => way.javaScript), addr: 'localhost:0' } // browsers allow none at an address of numbers

journey('signing in with a passkey', async ({ page, look, press, signIn, demo }) => {
  const { email, password } = demo.account('coordinator')
  const own = await device(page)
  const button = name => page.getByRole('button', { name })
  const at = () => new URL(page.url()).pathname
  const out = async () => {
    await press(page.locator('form[action$="/sign-out"] button').first())
    await page.waitForURL('**/sign-in**')
  }

  await signIn('coordinator')
  await page.goto('/account')
  await press(button('Add a passkey'))
  assert.ok(await button('Make a passkey').isVisible())
  assert.ok(!await page.locator('[data-without-passkey]').isVisible())
  await look('passkey-new')
  await page.getByLabel('Name of the passkey').fill('Work laptop')
  await press(button('Make a passkey'))
  assert.match(await page.locator('h1').innerText(), /Your recovery codes/)
  const codes = await page.locator('.app-codes code').allInnerTexts()
  assert.equal(codes.length, 10)
  await look('passkey-recovery-codes')
  assert.equal((await own.credentials()).length, 1)
  await press(button('I have kept them'))
  assert.match(await page.locator('main').innerText(), /Work laptop, a passkey\s+Made on .*, not used yet/)
  await look('account-with-passkey')

  // One device has one passkey for one person.
  await page.goto('/account/passkey')
  await page.getByLabel('Name of the passkey').fill('Again')
  await button('Make a passkey').click()
  await page.getByText('This device has a passkey for your account already.').waitFor()

  // Alone: no password and no code.
  await page.goto('/account')
  await out()
  await look('sign-in-with-passkey')
  await press(button('Sign in with a passkey'))
  await page.waitForURL('**/today')

  // After the password, in its place a recovery code.
  await out()
  for (const use of ['passkey', 'code']) {
    await page.locator('[name=email]').fill(email)
    await page.locator('[name=password]').fill(password)
    await press(button('Sign in').first())
    assert.equal(at(), '/sign-in/code')
    if (use === 'passkey') {
      await look('sign-in-code-with-passkey')
      await press(button('Use a passkey'))
    } else {
      await page.locator('[name=code]').fill(codes[0])
      await press(button('Continue'))
    }
    await page.waitForURL('**/today')
    if (use === 'passkey') await out()
  }

  // The device is not sure that it is them.
  await out()
  await own.verifies(false)
  await button('Sign in with a passkey').click()
  await page.getByText('That was stopped, or took too long.').waitFor()
  assert.equal(at(), '/sign-in')
  await own.verifies(true)
  await press(button('Sign in with a passkey'))
  await page.waitForURL('**/today')

  // Removed, it opens nothing, although the device still has it.
  await page.goto('/account')
  await page.getByText('Change its name').click()
  await page.locator('form[action="/account/passkey/name"] [name=name]').fill('Old laptop')
  await press(button('Change the name'))
  assert.match(await page.locator('main').innerText(), /Old laptop, a passkey\s+Made on .*, last used on/)
  await press(button('Remove the passkey Old laptop'))
  assert.match(await page.locator('main').innerText(), /You sign in with your password alone/)
  await out()
  await press(button('Sign in with a passkey'))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /The passkey was not accepted/)
  await look('passkey-refused')
}, scripted)

journey('passkeys without a script, or a browser that has none', async ({ page, signIn, look }) => {
  await signIn('coordinator')
  await page.goto('/account/passkey')
  assert.ok(await page.getByText('This browser cannot make passkeys').isVisible())
  assert.ok(!await page.getByRole('button', { name: 'Make a passkey' }).isVisible())
  await look('passkey-none')
}, { ways: ways.filter(way => !way.javaScript && way.width === 320), addr: 'localhost:0' })
