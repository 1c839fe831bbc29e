import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('a letter is attached, marked and withdrawn', async ({ page, look, press, signIn }) => {
  const main = page.locator('main')
  await signIn('coordinator')
  await page.goto('/register')
  await press(page.locator('#people tbody a').first())
  const list = new URL(page.url()).pathname + '/attachments'
  await page.goto(list)
  await look('attachments')

  async function attach (file, title) {
    await main.locator('input[type=file]').setInputFiles(file)
    await main.locator('[name=title]').fill(title)
    await main.locator('[name=kind][value=letter]').check()
    await main.locator('[name="on[day]"]').fill('2')
    await main.locator('[name="on[month]"]').fill('3')
    await main.locator('[name="on[year]"]').fill('2026')
    await main.locator('[name=mark][value=none]').check()
    await press(main.getByRole('button', { name: 'Attach it' }))
  }

  // What is no letter is refused, and what was typed is kept.
  await attach({ name: 'letter.html', mimeType: 'text/html', buffer: Buffer.from('\x7fELF\x02\x01\x01\x00' + '\x00'.repeat(64)) }, 'A bad one')
  assert.match(await page.title(), /^Error: /)
  assert.equal(await main.locator('[name=title]').inputValue(), 'A bad one')
  await look('attachments-error')

  await attach({ name: 'leave.txt', mimeType: 'text/plain', buffer: Buffer.from('Your leave begins on Monday.\n') }, 'Letter about the leave on Monday')
  assert.match(await main.innerText(), /It is attached/)
  const link = main.getByRole('link', { name: 'Letter about the leave on Monday' }).first()
  const address = await link.getAttribute('href')
  const file = await page.request.get(address)
  assert.equal(await file.text(), 'Your leave begins on Monday.\n')
  assert.match(file.headers()['content-disposition'], /^attachment; filename="?leave\.txt/)
  assert.match(file.headers()['content-security-policy'], /sandbox/)
  assert.equal(file.headers()['x-content-type-options'], 'nosniff')

  await page.goto(address + '/mark')
  await look('attachment-mark')
  await main.locator('[name=mark]').nth(1).check()
  await main.locator('[name=reason]').fill('A neighbour is spoken of')
  await press(main.getByRole('button', { name: 'Save' }))
  await look('attachments-marked')

  await page.goto(address + '/withdraw')
  await press(main.getByRole('button', { name: 'Withdraw it' }))
  assert.match(await page.title(), /^Error: /)
  await look('attachment-withdraw-error')
  await main.locator('[name=reason]').fill('It is about somebody else')
  await press(main.getByRole('button', { name: 'Withdraw it' }))
  assert.match(await main.innerText(), /Withdrawn: it was attached in error/)
  assert.equal((await page.request.get(address)).status(), 403)
  await look('attachments-withdrawn')
}, { once: 'phone' })
