// What an area settles for itself, and what then follows from it: hospitals, ratings, support, criteria, referrals.
import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('an area settles its hospitals, its actions for each rating and its numbers', async ({ page, press, signIn, another }) => {
  const main = page.locator('main')
  const save = () => press(main.getByRole('button', { name: 'Save', exact: true }))
  await signIn('administrator')

  await page.goto('/settings/hospitals/new')
  await main.locator('[name=code]').fill('ZZQ77')
  await main.locator('[name=name]').fill('Larkrise House')
  await main.locator('[name=in_area][value=no]').check()
  await main.locator('[name=rating][value=inadequate]').check()
  await main.locator('[name=wards]').fill('Rowan; low')
  await save()
  assert.match(await main.locator('.nhsuk-error-summary').innerText(), /since/i, 'inadequate asks since when')
  for (const [part, value] of [['day', '1'], ['month', '6'], ['year', '2026']]) await main.locator(`[name="rated_on[${part}]"]`).fill(value)
  await save()
  await page.goto('/settings/hospitals')
  assert.match(await main.innerText(), /Larkrise House/)

  await page.goto('/settings/rating')
  await main.locator('[name=obliges-amber]').fill('Ring the family within a week')
  await press(main.locator('form:has([name=obliges-amber])').getByRole('button').first())
  await page.goto('/settings/support')
  await main.locator('[name=look_again_months]').fill('0')
  await save()
  assert.match(await page.title(), /^Error: /)
  await main.locator('[name=look_again_months]').fill('3')
  await main.locator('[name=small_number]').fill('7')
  await save()
  await page.goto('/settings/support')
  assert.equal(await main.locator('[name=look_again_months]').inputValue(), '3')

  // The coordinator finds it where it counts.
  const jo = await another()
  await jo.signIn('coordinator')
  await jo.page.goto('/register?rating=green')
  const person = await jo.page.locator('main table a[href^="/people/"]').first().getAttribute('href')
  await jo.page.goto(`${person}/record/admission`)
  const asked = jo.page.locator('main')
  await asked.locator('[name=hospital]').fill('Larkrise House')
  await asked.locator('[name=ward]').fill('Rowan')
  await asked.locator('[name=planned][value=unplanned]').check()
  await asked.locator('[name=registered][value=yes]').check()
  await asked.locator('[name=before][value=none]').check()
  await asked.locator('[name=legal_status]').selectOption('informal').catch(() => asked.locator('[name=legal_status]').selectOption({ index: 1 }))
  await jo.press(asked.getByRole('button', { name: 'Save', exact: true }))
  await jo.page.goto(`${person}/hospital`)
  assert.match(await asked.innerText(), /inadequate/i)
  await jo.page.goto('/inpatients')
  const here = jo.page.getByRole('row').filter({ hasText: 'Larkrise House' })
  assert.match(await here.innerText(), /inadequate/i, 'that nobody agreed to it is said')
  await jo.page.goto('/register?rating=red')
  await jo.page.goto(`${(await jo.page.locator('main table a[href^="/people/"]').first().getAttribute('href'))}/record/rating`)
  assert.match(await asked.innerText(), /Ring the family within a week/)
}, { once: 'phone' })

journey('criteria are published, a colleague refers by them, and a person refers themself', async ({ page, demo, look, press, signIn, another }) => {
  const register = demo.registers[0]
  const main = page.locator('main')
  await signIn('coordinator')
  await page.goto('/criteria')
  await main.locator('[name=plain]').fill('For everybody of Northshire who may have to go to hospital.')
  await main.locator('[name=items]').fill('They may have to go to hospital\nThey live here')
  await main.locator('[name=easy_items]').fill('You may have to go to hospital.')
  const publish = () => press(main.locator('form:has([name=items])').getByRole('button').first())
  await publish()
  assert.match(await main.locator('.nhsuk-error-summary').innerText(), /2 lines, and you have 1/)
  await look('criteria-refused')
  await main.locator('[name=easy_items]').fill('You may have to go to hospital.\nYou live here.')
  await publish()
  assert.match(await main.innerText(), /They live here/)

  // A clinician refers from within, and follows what became of it.
  const nurse = await another()
  await nurse.signIn('clinician')
  await refer(nurse, register, 'professional', { given: 'Juno', family: 'Ashcroft' })
  await nurse.page.goto('/referrals/own')
  assert.match(await nurse.page.locator('main').innerText(), /Juno Ashcroft|R-/)
  await nurse.look('own-referrals')

  // Somebody refers themself, in easy read, without an account.
  const person = await another()
  await person.page.goto(`/criteria/${register}`)
  await person.press(person.page.getByRole('link', { name: 'Easy read', exact: true }))
  assert.match(await person.page.locator('main').innerText(), /You live here/)
  await refer(person, register, 'self', { given: 'Rafe', family: 'Nightingale' })
  await page.goto('/referrals')
  const queue = await main.innerText()
  assert.match(queue, /Juno Ashcroft/)
  assert.match(queue, /Rafe Nightingale/)
}, { once: 'desktop' })

// refer answers every step of the referral with as little as it takes, and sends it.
async function refer ({ page, press, look }, register, who, answers) {
  await page.goto(`/refer/${register}`)
  const own = page.locator(`[name=who][value=${who}]`)
  if (await own.count()) await own.check()
  await press(page.getByRole('button', { name: 'Start' }))
  const words = { name: 'Helen Osei', relation: 'Their nurse', post: '2 Hill Rise', address: '2 Hill Rise, Northtown', why_now: 'Nobody sleeps, and the respite has ended.', ...answers }
  for (let step = 0; step < 14 && !page.url().endsWith('/check'); step++) {
    for (const [field, text] of Object.entries(words)) {
      const box = page.locator(`main input[name=${field}], main textarea[name=${field}]`)
      if (await box.count() && await box.first().isVisible() && !await box.first().inputValue()) await box.first().fill(text)
    }
    for (const choice of ['[name=tell][value=letter]', '[name=autism][value=waiting]', '[name=disability][value=unknown]', '[name=knows][value=yes]', '[name=agrees][value=not-asked]']) {
      const box = page.locator(choice)
      if (await box.count()) await box.check()
    }
    await press(page.getByRole('button', { name: 'Go on', exact: true }))
  }
  assert.ok(page.url().endsWith('/check'), `still at ${page.url()}: ${await page.locator('main').innerText()}`)
  await look(`refer-check-${who}`)
  await press(page.getByRole('button', { name: 'Send', exact: true }))
  assert.match(await page.locator('.app-letter__code').innerText(), /^R-/)
}
