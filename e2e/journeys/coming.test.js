// From "I am worried" to an answer: somebody outside refers, the register decides, tells them, and looks again.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

const main = page => page.locator('main').innerText()
const save = page => page.getByRole('button', { name: 'Save', exact: true })

journey('a referral from outside, declined, told by letter, and looked at again', async ({ page, demo, look, press, signIn, another }) => {
  const register = demo.registers[0]

  // Somebody whose name the register has as well; nobody outside wrote a date of birth.
  const keeper = await another()
  await keeper.signIn('coordinator')
  await keeper.page.goto('/register')
  const name = (await keeper.page.locator('#people tbody a').first().innerText()).trim()
  const [given, ...rest] = name.split(' ')

  // A carer begins, stops, and comes back with a code.
  const go = page.getByRole('button', { name: 'Go on', exact: true })
  await page.goto(`/refer/${register}`)
  await look('coming-refer')
  await page.locator('[name=who][value=carer]').check()
  await press(page.getByRole('button', { name: 'Start' }))
  await page.locator('[name=given]').fill(given)
  await page.locator('[name=family]').fill(rest.join(' '))
  await press(page.getByRole('button', { name: 'Save and come back later' }))
  const code = await page.locator('.app-letter__code').innerText()
  await press(page.getByRole('button', { name: 'Leave this page' }))
  await page.goto(`/refer/${register}/back`)
  await page.locator('[name=code]').fill(code.toLowerCase())
  await press(page.getByRole('button', { name: 'Open it' }))
  for (let step = 0; step < 12 && !page.url().endsWith('/check'); step++) {
    for (const [field, text] of Object.entries({ name: 'Dana Whitlock', relation: 'Neighbour and carer', post: '2 Hill Rise', why_now: 'He has been sent home from school and nobody sleeps.' })) {
      const box = page.locator(`[name=${field}]`)
      if (await box.count()) await box.fill(text)
    }
    for (const choice of ['[name=tell][value=letter]', '[name=autism][value=waiting]', '[name=disability][value=unknown]', '[name=knows][value=yes]', '[name=agrees][value=not-asked]', '[name=easy_read][value=yes]']) {
      const box = page.locator(choice)
      if (await box.count()) await box.check()
    }
    await press(go)
  }
  assert.match(await main(page), /nobody sleeps/)
  await look('coming-refer-check')
  await press(page.getByRole('button', { name: 'Send', exact: true }))
  const reference = await page.locator('.app-letter__code').innerText()
  assert.match(reference, /^R-/)
  assert.doesNotMatch(await main(page), /already|known/i)
  await look('coming-refer-sent')

  // What came by letter has the day on which it came.
  const typed = await another()
  await typed.signIn('coordinator')
  await typed.page.goto(`/refer/${register}`)
  await typed.press(typed.page.getByRole('button', { name: 'Start' }))
  assert.equal(await typed.page.locator('[name=came_by]').first().isVisible(), false)
  await typed.page.locator('[name=written][value=written-down]').check()
  await typed.page.locator('[name=came_by][value=letter]').check()
  await typed.look('coming-came')
  await typed.press(typed.page.getByRole('button', { name: 'Go on', exact: true }))
  assert.match(await typed.page.locator('.nhsuk-error-summary').innerText(), /Enter the day on which it came/)

  // Who asked for email gets one, where Homeward can send it; the page says that it cannot here.
  const p = keeper.page
  await p.goto('/referrals')
  await keeper.press(p.getByRole('row').filter({ hasText: 'Mina Larkin' }).getByRole('link'))
  await keeper.press(p.getByRole('button', { name: 'Letters and email' }))
  assert.match(await main(p), /no mail server is set up/)

  // The coordinator finds it, and people with that name beside it.
  await p.goto('/referrals')
  await keeper.press(p.getByRole('row').filter({ hasText: reference }).getByRole('link'))
  const referral = p.url()
  assert.match(await main(p), /Whoever referred them is not told so/)
  assert.match(await main(p), new RegExp(rest.at(-1)))
  await keeper.look('coming-referral')
  await keeper.press(p.getByRole('button', { name: 'Nobody the register knows: go on as somebody new' }))
  await keeper.press(save(p))

  // Acknowledged by letter: made first, then recorded.
  await p.goto(referral)
  await keeper.press(p.getByRole('button', { name: 'Letters and email' }))
  await keeper.look('coming-letters')
  const letters = p.url()
  const letter = async (which, to) => {
    const query = new URLSearchParams({ for: reference, letter: which, to, words: 'easy', format: 'html' })
    return (await p.request.get(`${new URL(letters).pathname.replace('/letters', '/letter')}?${query}`)).text()
  }
  assert.match(await letter('acknowledged', 'referrer'), /Hello Dana Whitlock/)
  await keeper.press(p.getByRole('button', { name: 'Acknowledge the referral' }))
  assert.ok(await p.locator('[name=how][value=letter]').isChecked(), 'as they wanted to be answered')
  await keeper.press(save(p))

  // A question to whoever referred, and its answer.
  await keeper.press(p.getByRole('button', { name: 'Ask for more information' }))
  await p.locator('[name=of][value=referrer]').check()
  await p.locator('[name=what]').fill('Who is with him at night?')
  await keeper.look('coming-ask')
  await keeper.press(save(p))
  assert.match(await letter('asked', 'referrer'), /Who is with him at night\?/)

  // A panel with an expert by experience, by the published criteria.
  await keeper.press(p.getByRole('button', { name: 'Record what the panel found' }))
  await p.locator('[name=panel]').fill('Jo Marsh, Register team\nCallum Reid, Council')
  await p.locator('[name=experts]').fill('Theo Lambert, Self-advocacy group')
  const found = p.locator('fieldset:has(input[name^=criterion-])')
  for (let i = 0; i < await found.count(); i++) await found.nth(i).locator('input[value=met]').check()
  await p.locator('[name=criterion-risk][value=not-met]').check()
  await p.locator('[name=recommend][value=decline]').check()
  await keeper.press(save(p))
  await keeper.press(p.getByRole('button', { name: 'Decline the referral' }))
  assert.equal(await p.locator('[name=not_whole]').count(), 0, 'the panel was whole')
  await p.locator('[name=reason]').fill('What is missing is short breaks. The council gives those.')
  await p.locator('[name=signposting]').fill('Ring the short breaks team: 01632 960 330.')
  await keeper.press(save(p))

  // Told: the person in easy read, whoever referred only that it is decided.
  await p.goto(letters)
  await keeper.look('coming-letters-declined')
  const pdf = p.waitForEvent('download')
  await p.getByRole('button', { name: 'Make the letter' }).first().click()
  assert.equal((await pdf).suggestedFilename(), 'letter.pdf')
  assert.match(await letter('outcome', 'person'), /<span>What is missing is short breaks\.<\/span>/)
  assert.doesNotMatch(await letter('outcome', 'referrer'), /short breaks/)
  await keeper.press(p.getByRole('button', { name: 'Record that the outcome was told' }))
  await p.locator('[name=how][value=letter]').check()
  await keeper.press(save(p))
  assert.match(await main(p), /Outcome of the referral told to the person/)

  // Somebody asks to look again; who decided first may not decide now.
  await keeper.press(p.getByRole('button', { name: 'Look at it again' }))
  await p.locator('[name=by]').fill('His mother')
  await p.locator('[name=note]').fill('He has been to A&E twice since.')
  await keeper.press(save(p))
  assert.match(await main(p), /Somebody else has to decide this time/)
  await keeper.look('coming-again')
  assert.match(await letter('again', 'person'), /<span>Somebody else will look at it again\.<\/span>/)
  const { email, password } = { email: 'second.look@example.org', password: 'kettle under marigold' }
  demo.command(['user', 'add', '--register', register, '--email', email, '--name', 'Ada Second', '--role', 'coordinator', '--vouch'], password)
  const second = await another()
  await second.page.goto('/sign-in')
  await second.page.locator('[name=email]').fill(email)
  await second.page.locator('[name=password]').fill(password)
  await second.press(second.page.locator('form:has([name=email]) button:not([type=button])'))
  await second.page.goto(referral)
  await second.press(second.page.getByRole('button', { name: 'Accept the referral' }))
  const q = second.page
  const again = q.locator('fieldset:has(input[name^=criterion-])')
  for (let i = 0; i < await again.count(); i++) await again.nth(i).locator('input[value=met]').check()
  await q.locator('[name=reason]').fill('You may have to go into hospital if help does not come soon.')
  await q.locator('[name=not_whole]').fill('It could not wait for the next panel.')
  await second.press(save(q))
  assert.match(await main(q), /What was decided\?/)
  assert.match(await q.locator('body').innerText(), /Ask for consent next/)
  await second.look('coming-ask-consent')
  await q.goto(referral)
  assert.match(await main(q), /Outcome to be told/)
  const yes = await letter('outcome', 'person')
  assert.match(yes, /<span>We said yes\.<\/span>/)
  assert.match(yes, /<span>We ask you if you want this\.<\/span>/)
}, { once: 'phone' })
