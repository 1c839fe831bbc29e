import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { journey, ways } from '../journey.js'
import { downloaded, table } from '../spreadsheet.js'

const file = new URL('../../internal/sheet/testdata/register-northshire.xlsx', import.meta.url).pathname
const truth = JSON.parse(await readFile(`${file}.truth.json`, 'utf8'))

// Its pages are the longest, and looking at each costs most: once on a phone without JavaScript, once on a desktop with it.
journey('from the spreadsheet to a register', async ({ page, look, press, signIn }) => {
  await signIn('coordinator')
  await page.goto('/register')
  await look('register-empty')
  await press(page.getByRole('button', { name: 'Bring in your spreadsheet' }))
  await press(page.getByRole('button', { name: 'Upload and go on' }))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Choose the spreadsheet/)
  await look('import-none-chosen')

  await page.locator('input[type=file]').setInputFiles(file)
  await press(page.getByRole('button', { name: 'Upload and go on' }))
  await look('import-columns')
  await press(page.getByRole('button', { name: 'Save and check the lines' }))
  await look('import-review')

  // One line by hand: an invented number in the place of one that cannot be.
  const waiting = await counted(page, 'Need a decision')
  const wrong = page.locator('.app-import-line', { hasText: 'NHS' }).filter({ has: page.locator('input[type=text][value]:not([value=""])') }).first()
  const heading = await wrong.locator('h3').innerText()
  await wrong.locator('input[type=text]').first().fill('999 000 0018')
  await press(page.getByRole('button', { name: 'Save these decisions' }))
  assert.ok(!(await page.locator('.app-import-line h3').allInnerTexts()).includes(heading), `${heading} waits no more`)
  assert.equal(await counted(page, 'Need a decision'), waiting - 1)

  await press(page.getByRole('button', { name: /^Take all \d+ suggestions/ }))
  assert.equal(await counted(page, 'Need a decision'), 0)
  await look('import-review-done')
  await press(page.getByRole('button', { name: 'Go on to bringing in' }))
  await look('import-commit')
  await page.getByRole('button', { name: 'Bring them in' }).click()
  await page.getByRole('button', { name: 'Undo this import' }).waitFor({ timeout: 60_000 })
  await look('import-receipt')

  // The receipt has every line; the register has every person.
  const receipt = table(await readFile((await downloaded(page, page.getByRole('link', { name: /receipt/i }))).path, 'utf8')).slice(1)
  assert.equal(receipt.filter(([,, became]) => became !== 'Not a person').length, truth.Rows)
  await page.goto('/register?people=any')
  assert.equal(Number.parseInt(await page.locator('#shown').innerText()), truth.Rows - truth.SamePersonAgain)
  await page.goto('/register?attention=yes')
  await press(page.locator('#people tbody tr a').first())
  assert.ok(await page.locator('.app-attention__item').count() > 0, 'what is missing is flagged on the person')
  await look('person-imported')

  // The same file again has nothing new.
  await page.goto('/imports')
  await page.locator('input[type=file]').setInputFiles(file)
  await press(page.getByRole('button', { name: 'Upload and go on' }))
  await press(page.getByRole('button', { name: 'Save and check the lines' }))
  assert.equal(await counted(page, 'Ready'), 0)
  await page.goto('/imports')
  await look('imports')
}, { people: 0, ways: [ways[1], ways[2]] })

/** The number beside a word in the row of counts. */
async function counted (page, word) {
  const text = await page.locator('.app-counts__link', { hasText: word }).first().innerText()
  return Number.parseInt(text.replaceAll(/[^0-9]/g, ''))
}
