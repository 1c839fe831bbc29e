// A name in the record lets nobody see anything until somebody has said whose it is.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('saying whose a name is that holds cases', async ({ page, look, press, signIn, another }) => {
  const main = page.locator('main')
  const worker = await another()
  await worker.signIn('social-worker')
  const listed = async page => {
    await page.goto('/register?size=100')
    return page.locator('#people a[href^="/people/"]').evaluateAll(links => links.map(a => a.getAttribute('href')))
  }
  const theirs = await listed(worker.page)
  await signIn('coordinator')
  const person = (await listed(page)).find(href => !theirs.includes(href))
  await page.goto(`${person}/record/coordinator`)
  await page.locator('[name=name]').fill('callum  reid') // as a spreadsheet may have it
  await press(page.getByRole('button', { name: 'Save', exact: true }))

  assert.ok(!(await listed(worker.page)).includes(person), 'a name alone shows nobody')

  await page.goto('/today')
  await press(main.getByRole('link', { name: /name/i }).last())
  assert.match(await main.innerText(), /Waits for you/)
  await look('names')
  await press(main.getByRole('link', { name: /callum +reid/i }).first())
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Choose whose name it is/)
  await look('name-refused')
  await main.locator('select').selectOption({ label: 'Callum Reid (Social worker or keyworker)' })
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  assert.match(await main.innerText(), /Said by Jo Marsh/)

  assert.ok((await listed(worker.page)).includes(person), 'they see the record from then on')
}, { once: 'phone' })
