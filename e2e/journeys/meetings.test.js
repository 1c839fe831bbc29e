import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('running a multi-agency meeting', async ({ page, javaScript, look, press, signIn, another }) => {
  await signIn('coordinator')
  await page.goto('/meetings')
  await look('meetings')
  await press(page.locator('.app-meeting-lines a').first())
  await look('meeting-agenda')
  const address = new URL(page.url()).pathname
  const third = await page.locator('.app-agenda__item').nth(2).locator('.app-agenda__name a').innerText()
  await press(page.locator('.app-agenda__item').nth(2).getByRole('link', { name: /Take off/ }))
  await press(page.getByRole('button', { name: 'Take off the agenda' }))
  assert.match(await page.title(), /^Error: /)
  await page.locator('[name=reason]').fill('Their own team meets tomorrow.')
  await look('meeting-take-off')
  await press(page.getByRole('button', { name: 'Take off the agenda' }))
  assert.match(await page.locator('main').innerText(), new RegExp(`Taken off the agenda[\\s\\S]*${third}`))

  // Somebody else reads along, and sees their own people alone.
  const nurse = await another()
  await nurse.signIn('clinician')
  await nurse.page.goto(`${address}/follow`)
  assert.match(await nurse.page.locator('main').innerText(), /has not begun/)

  await press(page.getByRole('button', { name: 'Begin the meeting' }))
  await look('meeting-run')
  const now = page.locator('.app-stage__name')
  const first = await now.innerText()
  const seen = (await nurse.page.goto(address).then(() => nurse.page.locator('main').innerText())).includes(first)
  await nurse.page.goto(`${address}/follow`)
  assert.equal((await nurse.page.locator('.app-stage__name').innerText()) === first, seen)
  if (!seen) assert.doesNotMatch(await nurse.page.locator('main').innerText(), new RegExp(first))
  await nurse.look('meeting-follow')

  // What is wrong is said, and nothing is lost.
  await page.locator('[name=notes]').fill('Sleeps badly since the support worker left.')
  await page.locator('[name=own]').fill('The light keeps me up.')
  await page.locator('[name=action_1_text]').fill('Visit every evening')
  await press(page.getByRole('button', { name: 'Record and go on' }).last())
  assert.match(await page.title(), /^Error: /)
  await look('meeting-run-refused')
  assert.equal(await page.locator('[name=notes]').inputValue(), 'Sleeps badly since the support worker left.')
  await page.locator('[name=action_1_owner]').fill('Dr Helen Price')
  const due = new Date(Date.now() + 7 * 86400e3)
  await page.locator('[name="action_1_due[day]"]').fill(String(due.getUTCDate()))
  await page.locator('[name="action_1_due[month]"]').fill(String(due.getUTCMonth() + 1))
  await page.locator('[name="action_1_due[year]"]').fill(String(due.getUTCFullYear()))
  await press(page.getByRole('button', { name: 'Record and go on' }).last())
  const second = await now.innerText()
  assert.notEqual(second, first)

  // The others follow: by themselves with a script, by a link without.
  if (javaScript) {
    await nurse.page.waitForFunction(was => document.querySelector('#live').dataset.pollUrl !== was, await nurse.page.locator('#live').getAttribute('data-poll-url'), { timeout: 15_000 }).catch(() => {})
  } else {
    await nurse.press(nurse.page.getByRole('link', { name: 'Show where the meeting is now' }))
  }
  assert.ok([second, 'A person you do not see'].includes(await nurse.page.locator('.app-stage__name').innerText()))

  // Turning to somebody else and back keeps what was typed.
  await page.locator('[name=notes]').fill('Not finished yet')
  await press(page.locator('.app-run-agenda button').last())
  assert.notEqual(await now.innerText(), second)
  await press(page.locator('.app-run-agenda li', { hasText: second }).getByRole('button'))
  assert.equal(await page.locator('[name=notes]').inputValue(), 'Not finished yet')
  await page.locator('[name=rating][value=green]').check()
  await page.locator('[name=rating_reason]').fill('Settled at home')
  await press(page.getByRole('button', { name: 'Record and go on' }).first())

  // Another who may run it is told, takes it over, and the first is told.
  const chair = await another()
  await chair.signIn('chair')
  await chair.page.goto(address)
  assert.match(await chair.page.locator('main').innerText(), /Jo Marsh runs this meeting now/)
  await page.locator('[name=notes]').fill('Written while somebody else took over')
  await chair.press(chair.page.getByRole('button', { name: 'Run it instead' }))
  await press(page.getByRole('button', { name: 'Record and go on' }).first())
  assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Dominic Okello runs this meeting now/)
  await look('meeting-taken-over')
  assert.equal(await page.locator('[name=notes]').inputValue(), 'Written while somebody else took over')
  await press(page.getByRole('button', { name: 'Run the meeting again' }))
  assert.equal(await page.locator('[name=notes]').inputValue(), 'Written while somebody else took over')

  await press(page.getByRole('link', { name: 'Who is there' }))
  await page.locator('[name=name]').fill('Callum Reid')
  await page.locator('[name=agency]').fill('Northshire Council')
  await press(page.getByRole('button', { name: 'Add', exact: true }))
  await look('meeting-attendance')

  await page.goto(`${address}/end`)
  await look('meeting-end')
  await press(page.getByRole('button', { name: 'End the meeting' }))
  await look('meeting-minutes')
  const minutes = await page.locator('main').innerText()
  for (const words of [first, 'What they say about it: The light keeps me up.', 'Sleeps badly since the support worker left.', 'Action: Visit every evening. Dr Helen Price, by', 'Rated green: Settled at home', 'Nobody was there from: Housing, Advocacy']) {
    assert.ok(minutes.includes(words), words)
  }
  await nurse.page.goto(`${address}/minutes`)
  const hers = await nurse.page.locator('main').innerText()
  assert.match(hers, /whose part is not for you/)
  assert.ok(!hers.includes('Settled at home') || hers.includes(second))
  const pdf = await page.request.get(new URL(`${address}/minutes/pdf`, page.url()).href)
  assert.equal(pdf.headers()['content-type'], 'application/pdf')
  assert.equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-')

  // The part of a person is in their record.
  await press(page.locator('.app-minutes a', { hasText: first }).first())
  await press(page.getByRole('navigation', { name: 'Parts of this record' }).getByRole('link', { name: 'Meetings', exact: true }))
  assert.match(await page.locator('main').innerText(), /Sleeps badly since the support worker left/)
  await look('person-meetings')
})

journey('asking for the next meeting, and setting meetings up', async ({ page, look, press, signIn, another }) => {
  const worker = await another()
  await worker.signIn('social-worker')
  await worker.page.goto('/register')
  await worker.press(worker.page.locator('#people tbody tr a').first())
  const record = new URL(worker.page.url()).pathname
  await worker.page.goto(`${record}/meetings`)
  await worker.press(worker.page.getByRole('button', { name: 'Ask for the next meeting' }))
  assert.match(await worker.page.title(), /^Error: /)
  await worker.page.locator('[name=note]').fill('Their mother is ill.')
  await worker.look('meeting-ask')
  await worker.press(worker.page.getByRole('button', { name: 'Ask for the next meeting' }))
  assert.match(await worker.page.locator('main').innerText(), /Callum Reid asked on .* Their mother is ill\./)
  const refused = await worker.page.request.get(new URL('/meeting-series', worker.page.url()).href)
  assert.equal(refused.status(), 403)

  await signIn('coordinator')
  await page.goto('/meeting-series')
  await look('meeting-series')
  await press(page.getByRole('button', { name: 'Add a meeting' }))
  await page.locator('[name=name]').fill('Everyone')
  await look('meeting-series-new')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  await page.goto('/meeting-series/agendas')
  await look('meeting-weights')
  await page.locator('[name=weight_asked]').fill('100')
  await press(page.getByRole('button', { name: 'Save', exact: true }))
  await page.goto('/meetings')
  await page.locator('[name=series]').selectOption({ label: 'Everyone' })
  await press(page.getByRole('button', { name: 'Make the agenda' }))
  const first = page.locator('.app-agenda__item').first()
  assert.equal(await first.locator('.app-agenda__name a').getAttribute('href'), record)
  assert.match(await first.innerText(), /Somebody asked for it/)
  await look('meeting-planned')
}, { once: 'desktop' })
