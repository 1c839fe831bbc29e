// Every page that somebody can reach by following links is looked at once, whatever journey leads to it.
import assert from 'node:assert/strict'
import { journey, ways } from '../journey.js'

// What differs from one person, meeting or organisation to the next: pages that differ in nothing else are one page.
const sort = url => url.pathname.split('/').map(part => /\d|%|[A-Z]/.test(part) ? ':' : part).join('/')

// walk follows every link from the pages in from, and gives how many pages it saw and what was wrong with any.
async function walk ({ page, look, signIn, role, from = ['/'] }) {
  await signIn(role)
  const origin = new URL(page.url()).origin
  const seen = new Set()
  const waiting = []
  const wrong = []
  const meet = (address, on) => {
    const url = new URL(address, origin)
    url.hash = ''
    if (url.origin !== origin) return
    // Of a list that can be shown in many ways, each way once and not with every other.
    const sorts = [sort(url), ...[...url.searchParams.keys()].map(name => `${sort(url)}?${name}`)]
    if (sorts.every(s => seen.has(s))) return
    for (const s of sorts) seen.add(s)
    waiting.push({ url, on })
  }
  for (const address of from) meet(address, 'the beginning')
  let looked = 0
  while (waiting.length) {
    const { url, on } = waiting.shift()
    try {
      const answer = await page.goto(url.href).catch(error => {
        if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error // a file, and no page
      })
      if (!answer) continue
      looked++
      assert.equal(answer.status(), 200)
      await look(`every ${role} ${sort(url)}`)
    } catch (error) {
      wrong.push(`${url.pathname}${url.search}, from ${on}: ${error.message}`)
      continue
    }
    for (const address of await page.locator('a[href]').evaluateAll(links => links.map(a => a.href))) meet(address, url.pathname)
  }
  return { looked, wrong }
}

// For each the least number of pages that there are: fewer would say that links have gone. Who sees the same pages
// of fewer people is left to HOMEWARD_WAYS=all.
const roles = [['coordinator', 150, ways[0]], ['administrator', 37, ways[0]], ['information-governance', 14, ways[3]], ['family', 15, ways[3]]]
if (process.env.HOMEWARD_WAYS === 'all') roles.push(['provider', 100, ways[3]], ['clinician', 100, ways[0]], ['person', 15, ways[0]])

for (const [role, least, way] of roles) {
  journey(`every page of: ${role}`, async steps => {
    const { looked, wrong } = await walk({ ...steps, role })
    assert.deepEqual(wrong, [])
    assert.ok(looked >= least, `${looked} pages alone`)
  }, { ways: [way] })
}
