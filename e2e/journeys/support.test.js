// Support that is asked for, refused, missing and at last in place; and the people and processes around somebody.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

const save = page => page.getByRole('button', { name: 'Save', exact: true })
const main = page => page.locator('main').innerText()

async function day (page, name, date) {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-')
  for (const [part, value] of Object.entries({ day, month, year })) await page.locator(`[id=${name}-${part}]`).fill(value)
}

const inDays = days => new Date(Date.now() + days * 24 * 60 * 60 * 1000)

// mine is somebody on the lists of whoever is signed in.
async function mine (page) {
  await page.goto('/register?rating=amber')
  return page.locator('#people a[href^="/people/"]').first().getAttribute('href')
}

journey('a need is refused because somebody is not on the register, becomes a gap, and is met', async ({ page, look, press, signIn, another }) => {
  await signIn('social-worker')
  const person = await mine(page)
  await page.goto(`${person}/support`)
  await press(page.getByRole('button', { name: 'Add a need' }))
  await press(save(page))
  assert.match(await page.title(), /^Error: /)
  await page.locator('main [name=text]').fill('A lift to the music group')
  await page.locator('[name=category]').selectOption('transport')
  await day(page, 'wanted_by', inDays(20))
  await press(save(page))
  await look('support-asked-for')

  const record = async what => {
    await press(page.getByRole('link', { name: 'Record what happened to: A lift to the music group' }))
    await page.locator(`[name=status][value=${what}]`).check()
  }
  await record('asked')
  await day(page, 'on', inDays(-9))
  await press(save(page))
  assert.match(await main(page), /Say since when it was needed, and save again/)
  await look('support-needed-before')
  await press(save(page))
  await record('refused')
  await page.locator('[name=reason]').selectOption('not-on-register')
  await page.locator('[name=provider]').fill('Northshire Lifts')
  await press(save(page))
  assert.match(await main(page), /Refused by the service/)
  await page.goto('/support?show=not-on-register')
  assert.match(await main(page), /A lift to the music group[^]*No service may refuse somebody for that|No service may refuse somebody for that[^]*A lift to the music group/)
  await page.goto(`${person}/support`)
  await record('no-service')
  await press(save(page))

  // The gap is there as the coordinator sees it, who says what is done about it; the social worker reads that and says nothing.
  const jo = await another()
  await jo.signIn('coordinator')
  await jo.page.goto('/support/gaps?kind=transport')
  assert.match(await main(jo.page), /1 gap/)
  await jo.look('support-gaps')
  await jo.press(jo.page.getByRole('link', { name: /^Transport/ }))
  await jo.page.locator('[name=words]').fill('Asked the council for lifts in the evening')
  await jo.press(save(jo.page))
  assert.match(await main(jo.page), /Asked the council for lifts/)
  await page.goto('/support/gaps?kind=transport')
  await press(page.getByRole('link', { name: /^Transport/ }))
  assert.match(await main(page), /Asked the council for lifts/)
  assert.equal(await page.locator('main [name=words]').count(), 0, 'a social worker can say what is done about a gap')

  await page.goto(`${person}/support`)
  await record('started')
  await page.locator('[name=provider]').fill('Evening Lifts')
  await press(save(page))
  await record('looked-at')
  await page.locator('[name=working][value=yes]').check()
  await press(save(page))
  assert.match(await main(page), /Does it work\?\s+Yes, looked at on/)
  await jo.page.goto('/support/gaps?kind=transport&closed=1')
  assert.match(await main(jo.page), /Closed: nobody waits/)
})

journey('who is around somebody, an advocate who is offered again, and a process that not everyone may know of', async ({ page, look, press, signIn, another }) => {
  await signIn('social-worker')
  const person = await mine(page)
  const saved = async () => {
    await press(save(page))
    assert.equal(new URL(page.url()).pathname, `${person}/around`)
  }
  await page.goto(`${person}/record/named-person?for=nominated-person`)
  await look('around-named')
  await page.locator('[name=chosen_by][value=person]').check()
  await page.locator('[name=name]').fill('Ada Hill')
  await page.locator('[name=phone]').fill('01632 960123')
  await saved()
  assert.match(await main(page), /Nominated person\s+Ada Hill\s+01632 960123\s+The person chose them/)

  await press(page.getByRole('button', { name: 'Record about an advocate' }))
  await page.locator('[name=step][value=declined]').check()
  await day(page, 'again', inDays(-3))
  await press(save(page))
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Write what the person said[^]*must be after the day/)
  await look('around-advocate-refused')
  await page.locator('[name=why]').fill('Not another stranger')
  await day(page, 'again', inDays(90))
  await saved()
  assert.match(await main(page), /Not another stranger/)

  await press(page.getByRole('button', { name: 'Add a process' }))
  await page.locator('[name=type][value=safeguarding]').check()
  await page.locator('[name=lead]').fill('Northshire safeguarding adults')
  await page.locator('[name=reference]').fill('SG/2041')
  await look('around-process')
  await saved()
  assert.match(await main(page), /SG\/2041/)
  await look('around')
  await page.goto(person)
  assert.match(await main(page), /Ada Hill/)
  await look('around-person')
  await page.goto(`${person}/around`)
  await press(page.getByRole('link', { name: 'It has ended : Safeguarding' }))
  await page.locator('[name=note]').fill('She is safe, and says so')
  await saved()
  assert.match(await main(page), /Those that have ended[^]*She is safe/)

  // Whoever has no part in it is not told; and a check finds whom nobody has offered an advocate.
  const jo = await another()
  await jo.signIn('coordinator')
  await jo.page.goto('/data-quality?check=advocate')
  assert.match(await main(jo.page), /No advocate offered, or time to offer again/)
  await jo.look('quality-advocate')
  const refused = await jo.page.request.get('/people/00000000000000000000/around')
  assert.equal(refused.status(), 404)
}, { once: 'desktop' })
