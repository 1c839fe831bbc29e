// A journey is what a person comes to do. Each is made on a phone with JavaScript, with the register in SQLite, and
// on a desktop without JavaScript, with the register in PostgreSQL; with HOMEWARD_WAYS=all on either with and without
// JavaScript, which takes twice as long. Every time with a Homeward of its own, so that journeys cannot disturb one
// another.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, open } from './browser.js'
import { accessible, picture, shaped, valid } from './check.js'
import { startDemo } from './demo.js'
import { engines } from './kept.js'

export const ways = [
  { width: 320, javaScript: true },
  { width: 320, javaScript: false },
  { width: 1280, javaScript: true },
  { width: 1280, javaScript: false }
]
const all = process.env.HOMEWARD_WAYS === 'all'
// Where nobody will look at them, pictures are made of what failed alone: HOMEWARD_PICTURES=failed.
const pictures = process.env.HOMEWARD_PICTURES !== 'failed'
const usual = all ? ways : [ways[0], ways[3]]

let browser
before(async () => { browser = await launch() })
after(async () => { await browser?.close() })

/**
 * steps gets
 *   page, demo       the browser's page; what the demo said: url, registers, accounts, account(role)
 *   width, javaScript  the way in which it is made
 *   look(name)       checks the page as it stands and takes its picture
 *   press(locator)   clicks what leads to another page, and waits for that
 *   signIn(role)     signs in as somebody of that role, from the sign-in page
 *   reach(locator)   moves the focus there with the Tab key alone
 *   another()        the same for a second person at a computer of their own
 * A long journey of which the other way shows nothing else is made once, on the 'phone' or the 'desktop'.
 */
export function journey (name, steps, { once, ways: chosen = once && !all ? [once === 'phone' ? ways[0] : ways[3]] : usual, people, seed, addr } = {}) {
  for (const [turn, way] of chosen.entries()) {
    const engine = engines[way.javaScript ? 0 : engines.length - 1]
    const label = `${name}, ${way.width} px, ${way.javaScript ? 'with' : 'without'} JavaScript, ${engine}`
    test(label, { timeout: 300_000 }, async () => {
      const demo = await startDemo({ people, seed, addr, engine })
      const faults = []
      // Axe takes longest. A journey that is made in two ways has it look at every other page in each, so that it
      // looks at every page, and at those around it, narrow and wide; with HOMEWARD_WAYS=all at each in every way.
      const axe = look => all || chosen.length === 1 || look % 2 === turn % 2
      await make(label, steps, demo, way, axe).catch(error => faults.push(error))
      await demo.stop().catch(error => faults.push(error))
      if (faults.length) throw faults.length === 1 ? faults[0] : new Error(faults.map(f => f.stack).join('\n'))
    })
  }
}

async function make (label, steps, demo, way, axe) {
  const people = []
  let looks = 0
  async function arrive () {
    const { context, page, faults, source } = await open(browser, { origin: demo.url, ...way })
    people.push({ context, page, faults })
    return {
      page,
      demo,
      ...way,
      look: async what => {
        if (pictures) await picture(page, `${what} ${way.width} ${way.javaScript ? 'js' : 'plain'}`)
        await shaped(page)
        await valid(await source(), page.url())
        if (axe(looks++)) await accessible(page, way.javaScript)
      },
      press: locator => press(page, locator),
      signIn: (role, register) => signIn(page, demo.account(role, register)),
      reach: locator => reach(page, locator),
      another: arrive
    }
  }
  try {
    await steps(await arrive())
    assert.deepEqual(people.flatMap(p => p.faults), [], 'something went wrong that nobody would see')
  } catch (error) {
    for (const { page, faults } of people) {
      await picture(page, `FAILED ${label}`).catch(() => {})
      error.message += `\nat ${page.url()}${faults.length ? `\n${faults.join('\n')}` : ''}`
    }
    throw error
  } finally {
    for (const { context } of people) await context.close()
  }
}

async function signIn (page, account) {
  await page.goto('/sign-in')
  await fillSignIn(page, account)
  assert.notEqual(new URL(page.url()).pathname, '/sign-in', `${account.email} could not sign in`)
}

/** Fills in the sign-in page that is open, and sends it. */
export async function fillSignIn (page, { email, password }) {
  const form = page.locator('form:has([name=email])')
  await form.locator('[name=email]').fill(email)
  await form.locator('[name=password]').fill(password)
  await press(page, form.locator('button:not([type=button])'))
}

async function press (page, locator) {
  // Longer than a click may take, so that what cannot be clicked is named.
  await Promise.all([page.waitForEvent('load', { timeout: 20_000 }), locator.click()])
}

async function reach (page, locator) {
  const target = await locator.elementHandle()
  for (let presses = 0; presses < 300; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) {
      const box = await target.boundingBox()
      assert.ok(box && box.width > 0 && box.height > 0, `${locator} has the focus but cannot be seen`)
      return
    }
    await page.keyboard.press('Tab')
  }
  assert.fail(`the Tab key never reaches ${locator}`)
}
