// Shows how long work goes on without the page being loaded anew.
//
// An element with data-poll-url is replaced each second, or each data-poll-every seconds, by the HTML that
// the address gives, until what comes has no data-poll-url. An answer without content (204) leaves it as
// it is. Nothing is asked for while the page is hidden.

const pause = 1000
const longestPause = 30000

export function keepFresh(root) {
  for (const element of root.querySelectorAll('[data-poll-url]')) follow(element)
}

async function follow(element) {
  const usual = () => Number(element.dataset.pollEvery ?? 1) * pause
  let wait = usual()
  while (element?.isConnected && element.dataset.pollUrl) {
    await new Promise((resolve) => setTimeout(resolve, wait))
    if (document.visibilityState === 'hidden') await shown()
    try {
      const next = await fragment(element.dataset.pollUrl)
      wait = usual()
      if (next === null) continue
      if (!element.isConnected) return
      if (next.outerHTML !== element.outerHTML) replace(element, next)
      else continue
      element = next
    } catch {
      wait = Math.min(wait * 2, longestPause)
    }
  }
}

function shown() {
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', resolve, { once: true })
  })
}

async function fragment(url) {
  const response = await fetch(url, {
    credentials: 'same-origin',
    redirect: 'error', // such as to the page for signing in
    headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' }
  })
  if (response.status === 204) return null
  if (!response.ok) throw new Error(`status ${response.status}`)
  const body = new DOMParser().parseFromString(await response.text(), 'text/html').body
  if (!body.firstElementChild) throw new Error('nothing came')
  return document.importNode(body.firstElementChild, true)
}

// Whoever works by keyboard stays where they are.
function replace(element, next) {
  const focused = element.contains(document.activeElement) ? document.activeElement.id : ''
  element.replaceWith(next)
  if (focused) document.getElementById(focused)?.focus()
}
