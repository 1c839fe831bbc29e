import assert from 'node:assert/strict'
import { journey } from '../journey.js'

const own = `format: homeward.rulebook/1
name: Northshire ICB
rules:
  policy.red-review:
    numbers:
      within:
        source: Board paper 12
        values:
          - {from: always, is: 7 days}
`

journey('trying a change of the rules, and adopting it', async ({ page, javaScript, look, press, signIn }) => {
  await signIn('administrator')
  await press(page.getByRole('navigation').getByRole('link', { name: 'Rules' }))
  await look('rules')
  await press(page.getByRole('button', { name: 'Try a change' }))
  await look('rules-try')

  // A file with mistakes: each is named by its line.
  const file = page.locator('input[type=file]')
  await file.setInputFiles({ name: 'wrong.yaml', mimeType: 'text/yaml', buffer: Buffer.from(own.replace('within:', 'whithin:')) })
  await press(page.getByRole('button', { name: 'Try this file' }))
  assert.match(await page.title(), /^Error: /)
  assert.match(await page.locator('main').innerText(), /whithin/)
  await look('rules-try-refused')

  await file.setInputFiles({ name: 'northshire.yaml', mimeType: 'text/yaml', buffer: Buffer.from(own) })
  await press(page.getByRole('button', { name: 'Try this file' }))
  await finished(page, 'Adopt these rules', javaScript)
  await look('rules-trial')
  await press(page.getByRole('link', { name: 'See whose dates change' }))
  await look('rules-people')
  await page.goBack()

  await press(page.getByRole('button', { name: 'Adopt these rules' }))
  await look('rules-adopt')
  await press(page.getByRole('button', { name: 'Adopt these rules' }))
  await finished(page, 'Rules that were adopted', javaScript)
  assert.match(await page.locator('main').innerText(), /7 days/)
  await look('rules-adopted')
}, { once: 'desktop' })

journey('seeing what Part 8A would ask for', async ({ page, javaScript, look, press, signIn }) => {
  await signIn('administrator')
  await page.goto('/rules/try')
  await press(page.getByRole('button', { name: 'Try this day' }))
  assert.match(await page.title(), /^Error: /)
  await page.locator('[id$=-day]').last().fill('5')
  await page.locator('[id$=-month]').last().fill('1')
  await page.locator('[id$=-year]').last().fill('2026')
  await press(page.getByRole('button', { name: 'Try this day' }))
  await finished(page, 'Adopt these rules', javaScript)
  assert.match(await page.locator('main').innerText(), /Reviews to be held/)
  await look('rules-part-8a')
  await press(page.getByRole('button', { name: 'Discard this trial' }))
  await look('rules-discarded')
})

/** Waits for work in the background, as somebody does who loads the page again where no script does it. */
async function finished (page, words, javaScript) {
  for (let tries = 0; tries < 60; tries++) {
    if ((await page.locator('main').innerText()).includes(words)) return
    if (javaScript) await page.waitForTimeout(500)
    else await page.reload()
  }
  assert.fail(`never said ${words}`)
}
