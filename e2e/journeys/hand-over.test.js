import assert from 'node:assert/strict'
import { journey } from '../journey.js'

journey('somebody moves and their record goes with them', async ({ page, demo, look, press, signIn, another }) => {
  const main = page.locator('main')
  const [, there] = demo.registers
  await signIn('coordinator')
  await page.goto('/register')
  const links = await page.locator('#people tbody a[href^="/people/"]').evaluateAll(all => [...new Set(all.map(a => new URL(a.href).pathname))])
  await page.goto('/handovers')
  await look('handovers-none')

  // They are asked, with what the person said; nothing goes without that.
  async function propose (record, picture) {
    await page.goto(record + '/hand-over')
    if (picture) {
      await look('hand-over')
      await press(main.getByRole('button', { name: 'Ask them to take over' }))
      assert.match(await page.title(), /^Error: /)
      await look('hand-over-error')
    }
    await main.locator('select[name=to]').selectOption(there)
    await main.getByLabel('The person agreed').check()
    await main.locator('[name=words]').fill('Asked at home, with pictures. Said yes.')
    await press(main.getByRole('button', { name: 'Ask them to take over' }))
    return new URL(page.url()).pathname
  }

  // One is taken back before anybody answers.
  const first = await propose(links[0], true)
  await look('handover-asked')
  await press(main.getByRole('button', { name: 'Take this back' }))
  assert.match(await main.innerText(), /Taken back|taken back/)
  await look('handovers-taken-back')

  // Another is declined, and the reason comes back.
  const second = await propose(links[0])
  assert.notEqual(first, second)
  const other = await another()
  await other.signIn('coordinator', there)
  await other.page.goto('/handovers')
  await other.look('handovers-waiting')
  await other.page.goto(second)
  await other.look('handover-to-decide')
  await other.press(other.page.getByRole('button', { name: 'Do not take them over' }))
  assert.match(await other.page.title(), /^Error: /)
  await other.look('handover-decline-error')
  await other.page.locator('[name=reason]').fill('They stay where they are until spring')
  await other.press(other.page.getByRole('button', { name: 'Do not take them over' }))
  assert.match(await other.page.locator('main').innerText(), /Declined/)
  await page.goto(links[0])
  assert.match(await main.innerText(), /did not take over: They stay where they are until spring/)

  // The third is taken over, with the whole story, and with who looked before.
  const third = await propose(links[1])
  await other.page.goto(third)
  await other.page.locator('[name=coordinator]').fill('Jo Marsh')
  await other.press(other.page.getByRole('button', { name: 'Take them over', exact: true }))
  assert.match(await other.page.locator('main').innerText(), /is on your register, with the whole record/)
  await other.look('handover-taken')
  await other.page.goto(new URL(other.page.url()).pathname + '/looked')
  assert.match(await other.page.locator('main').innerText(), /This person came from/)
  await other.look('looked-before')
  await page.goto(third)
  assert.match(await main.innerText(), /Taken over/)
  await look('handover-given')
}, { once: 'desktop' })
