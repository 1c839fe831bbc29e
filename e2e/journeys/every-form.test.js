// Every form that a record has is opened, filled in and saved once, and what was typed is then in the record.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

const typed = kind => `Typed into ${kind}`

// What is asked of which neither the first choice nor any words are an answer; null leaves it as it is.
const answers = { hospital: 'Fairview Hospital', ward: 'Elm Ward', second_recommendation: null }
// And where another answer leads on to a further form.
const chosen = { 'left-register told': 'not-yet', 'moved-out move_basis': 'not-asked' }

// fill answers all that a form asks: the first choice of each, yesterday for every day, and words.
async function fill (page, kind) {
  const main = page.locator('main')
  for (const summary of await main.locator('details:not([open]) > summary').all()) await summary.click()
  const yesterday = new Date(Date.now() - 86400e3)
  const parts = { day: yesterday.getUTCDate(), month: yesterday.getUTCMonth() + 1, year: yesterday.getUTCFullYear() }
  const answered = new Set()
  for (const field of await main.locator('form input:not([type=hidden]), form select, form textarea').all()) {
    const { name, type, value, number, first } = await field.evaluate(f => ({ name: f.name, type: f.type, value: f.value, number: f.inputMode === 'numeric', first: [...f.options ?? []].map(o => o.value).find(v => v !== '') }))
    const given = answers[name.replace(/\[.*/, '')]
    const part = name.match(/\[(day|month|year)\]$/)?.[1]
    // What another answer asks for is asked where that is the answer.
    if (answered.has(name) || !await field.isVisible()) continue
    answered.add(name)
    if (given === null) continue
    if (chosen[`${kind} ${name}`]) await main.locator(`[name="${name}"][value="${chosen[`${kind} ${name}`]}"]`).check()
    else if (given) await field.fill(given)
    else if (part) await field.fill(String(parts[part]))
    else if (['radio', 'checkbox'].includes(type)) await field.check()
    else if (type === 'select-one') await field.selectOption(first ?? '')
    else if (['text', 'textarea'].includes(type) && !value) await field.fill(number ? '2' : typed(kind))
  }
}

journey('every form of a record is filled in and saved', async ({ page, press, signIn }) => {
  const main = page.locator('main')
  await signIn('coordinator')
  await page.goto('/register?rating=green')
  const person = await main.locator('table a[href^="/people/"]').first().getAttribute('href')
  await page.goto(`${person}/record`)
  const kinds = (await main.locator('a[href*="/record/"]').evaluateAll(links => links.map(a => a.pathname.split('/').at(-1))))
  assert.ok(kinds.length > 50, `${kinds.length} forms`)
  // They stand in the order in which things happen: somebody is admitted before they are moved to another ward. How
  // somebody leaves comes last.
  // The choices about sharing have a journey of their own: they are saved only where one differs.
  const last = ['discharge', 'order', 'order-ended', 'left-register', 'leave-told', 'joined-register', 'moved-out', 'move-asked', 'move-acknowledged', 'joined-register', 'leave-no-consent', 'died']
  const wrong = []
  for (const kind of [...kinds.filter(k => k !== 'sharing' && !last.includes(k)), ...last]) {
    await page.goto(`${person}/record/${kind}`)
    // Consent is asked in steps, one question on each.
    for (let step = 0; step < 12 && page.url().includes('/record/') && !/^Error/.test(await page.title()); step++) {
      await fill(page, kind)
      await press(main.getByRole('button', { name: /^(Save|Go on|Continue)$/ }).first())
    }
    if (page.url().includes('/record/')) wrong.push(`${kind}: ${await main.locator('.nhsuk-error-summary, h1').first().innerText()}`)
  }
  assert.deepEqual(wrong, [])
  // What was typed is all in the story.
  let story = ''
  await page.goto(person)
  for (let more = 0; more < 20; more++) {
    story += await main.innerText()
    const older = main.getByRole('link', { name: /^Next/ })
    if (!await older.count()) break
    await press(older.first())
  }
  const missing = kinds.filter(kind => !story.includes(typed(kind)))
  assert.deepEqual(missing.filter(kind => kind !== 'sharing'), [])
}, { once: 'desktop' })
