// Nothing that somebody typed is lost, whatever happens meanwhile.
import assert from 'node:assert/strict'
import { fillSignIn, journey } from '../journey.js'

const words = 'Came to the day centre twice this week and liked it.'

journey('two people write at once', async ({ page, press, signIn, another }) => {
  await signIn('coordinator')
  await page.goto('/register')
  await press(page.locator('#people tbody tr a').first())
  const person = page.url()
  const second = await another()
  await second.signIn('review-coordinator')
  await second.page.goto(`${person}/record/note`)
  await second.page.locator('[name=note]').fill(words)

  await page.goto(`${person}/record/note`)
  await page.locator('[name=note]').fill('The sister rang.')
  await press(page.getByRole('button', { name: 'Save', exact: true }))

  await second.press(second.page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await second.page.locator('.nhsuk-notification-banner').innerText(), /Jo Marsh recorded/)
  assert.equal(await second.page.locator('[name=note]').inputValue(), words)
  await second.look('conflict')
  await second.press(second.page.getByRole('button', { name: 'Save', exact: true }))
  const story = await second.page.locator('.app-timeline').innerText()
  assert.ok(story.includes(words) && story.includes('The sister rang.'), 'both are in the record')
})

journey('a draft is kept over a sign-out', async ({ page, demo, javaScript, look, press, signIn }) => {
  await signIn('social-worker')
  await page.goto('/register')
  await press(page.locator('#people tbody tr a').first())
  const person = page.url()
  await page.goto(`${person}/record/note`)
  await page.locator('[name=note]').fill(words)
  if (javaScript) {
    await page.waitForFunction(() => /^Draft saved/.test(document.querySelector('#draft-status').textContent))
  } else {
    await press(page.getByRole('button', { name: 'Save draft and come back later' }))
    assert.match(await page.locator('.nhsuk-notification-banner').innerText(), /Your draft is kept/)
  }
  await press(page.locator('form[action$="/sign-out"] button').first())

  await signIn('social-worker')
  await page.goto('/account')
  await look('account-with-draft')
  await press(page.locator('main').getByRole('link', { name: 'Write a note' }))
  assert.equal(await page.locator('[name=note]').inputValue(), words)
  await look('draft-kept')

  // The session ends on the server while more is typed.
  const account = demo.account('social-worker')
  demo.command(['user', 'password', '--register', account.register, '--email', account.email], `${account.password}\n`)
  await page.locator('[name=note]').fill(`${words} And more.`)
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('main').innerText(), /signed out before what you typed could be saved. It is kept/)
  await fillSignIn(page, account)
  assert.equal(page.url(), `${person}/record/note`)
  assert.equal(await page.locator('[name=note]').inputValue(), `${words} And more.`)
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.ok((await page.locator('.app-timeline').innerText()).includes(`${words} And more.`))
  await page.goto('/account')
  assert.match(await page.locator('main').innerText(), /no forms that you began and did not save/)
})
