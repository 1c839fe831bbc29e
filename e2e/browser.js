// The distribution's Chromium, which must ask nobody but Homeward.
import { accessSync, constants } from 'node:fs'
import { chromium } from 'playwright-core'

const names = ['chromium-headless-shell', 'chromium', 'google-chrome']

/** The path of the first that is there. */
export function executable () {
  for (const directory of process.env.PATH.split(':')) {
    for (const name of names) {
      try {
        accessSync(`${directory}/${name}`, constants.X_OK)
        return `${directory}/${name}`
      } catch { /* look further */ }
    }
  }
  throw new Error('no Chromium was found: install the package chromium-headless-shell')
}

export function launch () {
  return chromium.launch({
    executablePath: executable(),
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'
    ]
  })
}

/**
 * A page of one person at one screen. faults is what went wrong on it that nobody would see: errors in
 * scripts, requests that failed or went to another host. source() is the HTML of the page as it was sent.
 */
export async function open (browser, { origin, width, javaScript }) {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height: width < 600 ? 640 : 900 },
    javaScriptEnabled: javaScript,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce'
  })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  const faults = []
  let document
  page.on('pageerror', error => faults.push(`script: ${error.message}`))
  page.on('console', message => {
    // That a page was answered with 4xx is the journey's to judge.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`)
  })
  page.on('request', request => {
    const { protocol, origin: asked } = new URL(request.url())
    if (protocol.startsWith('http') && asked !== new URL(origin).origin) faults.push(`asked another host: ${request.url()}`)
  })
  page.on('response', response => {
    const request = response.request()
    if (response.headers()['content-disposition']) return // a file, not a page
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      if (response.status() < 300 || response.status() > 399) document = response
      if (response.status() >= 500) faults.push(`${response.status()} from ${request.method()} ${new URL(response.url()).pathname}`)
    } else if (response.status() >= 400) {
      faults.push(`${response.status()} from ${new URL(response.url()).pathname}`)
    }
  })
  return { context, page, faults, source: () => document.text() }
}
