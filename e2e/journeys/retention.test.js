import assert from 'node:assert/strict'
import { fillSignIn, journey } from '../journey.js'

journey('a record whose time is over is reviewed and disposed of by two people', async ({ page, demo, look, press, signIn, another }) => {
  const main = page.locator('main')
  const [here] = demo.registers
  demo.command(['user', 'add', '--register', here, '--email', 'ivy@northshire.example', '--name', 'Ivy Gould', '--role', 'information-governance'], 'kettle under marigold\n')
  await signIn('information-governance')
  await page.goto('/retention')
  await look('retention')
  await press(main.getByRole('link', { name: 'The rules by which records are kept' }))
  await look('retention-rules')
  await main.locator('input[name^=years-]').first().fill('0')
  await press(main.getByRole('button', { name: 'Save' }))
  assert.match(await page.title(), /^Error: /)
  await look('retention-rules-error')

  // It is put on hold for an inquiry, and then no longer.
  await page.goto('/retention?show=due')
  await press(main.getByRole('link', { name: 'Brian Oldroyd' }))
  const record = new URL(page.url()).pathname
  await look('retention-person')
  async function decide (on, act, reason) {
    await on.page.goto(record)
    await on.page.locator(`main [name=act][value=${act}]`).check()
    await on.page.locator('main [name=reason]').fill(reason)
    await on.press(on.page.locator(`main form[action="${record}"] button`))
  }
  const me = { page, press }
  await decide(me, 'hold', 'The inquiry of March')
  await page.goto(record)
  assert.match(await main.innerText(), /On hold/)
  await look('retention-held')
  await decide(me, 'release', 'The inquiry is over')

  // One proposes; the same person cannot agree; another does.
  await decide(me, 'propose', 'Looked at all of it: it is not needed any more')
  await page.goto(record)
  assert.equal(await main.locator('[name=act][value=agree]').count(), 0, 'who proposed it can agree to it')
  await look('retention-proposed')
  const ivy = await another()
  await ivy.page.goto('/sign-in')
  await fillSignIn(ivy.page, { email: 'ivy@northshire.example', password: 'kettle under marigold' })
  await ivy.page.goto(record)
  await ivy.look('retention-to-agree')
  await decide(ivy, 'agree', 'I looked at it, too')
  assert.match(await ivy.page.locator('main').innerText(), /certificate|Certificate/)
  await ivy.look('retention-certificate')
  const pdf = await page.request.get('/retention/certificates/1/pdf')
  assert.equal(pdf.headers()['content-type'], 'application/pdf')
  await page.goto('/retention')
  assert.doesNotMatch(await main.innerText(), /Brian Oldroyd/)
  await look('retention-disposed')
}, { once: 'desktop' })
