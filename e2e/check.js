// What every page must pass, whatever the journey.
import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { HtmlValidate } from 'html-validate'

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const shots = new URL('./shots/', import.meta.url).pathname

const html = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
  rules: {
    'no-inline-style': 'error',
    'script-type': 'off', // type="module" is meant
    // The design system says these itself, for browsers that need it.
    'no-redundant-role': 'off',
    'prefer-native-element': 'off'
  }
})

/** No violation of WCAG 2.2 A or AA that axe can find. */
export async function accessible (page, javaScript) {
  // Axe is a script and needs timers: where scripts are off it looks at a copy that left out the page's own.
  const seen = javaScript ? page : await copy(page)
  // The legacy mode of axe differs in frames alone, which no page has, and takes half as long.
  const { violations } = await new AxeBuilder({ page: seen }).options({ resultTypes: ['violations'] }).withTags(wcag).setLegacyMode().analyze()
  const found = violations.map(v => ({ ...v, nodes: v.nodes.filter(n => !ofTheDesignSystem(v.id, n.html)) })).filter(v => v.nodes.length > 0)
  assert.equal(found.length, 0, `${page.url()} is not accessible\n${found.map(told).join('\n')}`)
}

// The script of nhsuk-frontend says with aria-expanded whether what a radio button asks for further is open.
// ARIA does not give radio buttons that attribute; screen readers do say it, and the design system means it so
// (known to it as an exception of its own). Nothing else is let off.
function ofTheDesignSystem (rule, element) {
  return rule === 'aria-allowed-attr' && /^<input [^>]*class="nhsuk-radios__input"/.test(element) && / aria-expanded="/.test(element)
}

// The copies are shown in one page of each context, which keeps the styles.
const copies = new WeakMap()
async function copy (page) {
  const context = page.context()
  if (!copies.has(context)) copies.set(context, await copier(context, page.viewportSize()))
  const { other, shown } = copies.get(context)
  shown.body = await page.content()
  await other.goto(page.url())
  return other
}

async function copier (context, viewport) {
  const another = await context.browser().newContext({ viewport })
  context.once('close', () => another.close().catch(() => {}))
  const shown = {}
  await another.route(() => true, route => {
    switch (route.request().resourceType()) {
      case 'document': return route.fulfill({ contentType: 'text/html; charset=utf-8', body: shown.body })
      case 'script': return route.abort()
      default: return route.continue()
    }
  })
  return { other: await another.newPage(), shown }
}

function told ({ id, help, nodes }) {
  return [`${id}: ${help}`, ...nodes.flatMap(n => [n.target.join(' '), n.html, n.failureSummary])].join('\n').replaceAll('\n', '\n    ')
}

/** The HTML as it was sent follows the standard. */
export async function valid (source, address) {
  const { valid, results } = await html.validateString(source)
  const found = results.flatMap(r => r.messages.map(m => `  line ${m.line}:${m.column} ${m.ruleId}: ${m.message}`))
  assert.ok(valid, `${address} is not valid HTML\n${found.join('\n')}`)
}

/** One h1, a title, and nothing wider than the screen. */
export async function shaped (page) {
  const shape = await page.evaluate(() => ({
    headings: document.querySelectorAll('h1').length,
    titled: document.title.trim() !== '',
    tooWide: document.documentElement.scrollWidth > document.documentElement.clientWidth
      ? [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 3).map(e => e.outerHTML.slice(0, 120))
      : []
  }))
  assert.deepEqual(shape, { headings: 1, titled: true, tooWide: [] }, `${page.url()} has not the shape of a page`)
}

/** A picture of the whole page, to be looked at. */
export async function picture (page, name) {
  await mkdir(shots, { recursive: true })
  await page.screenshot({ path: `${shots}${name.replaceAll(/[^a-z0-9]+/gi, '-')}.png`, fullPage: true, animations: 'disabled' })
}
