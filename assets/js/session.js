// Says before a session ends, so that nobody is signed out in the middle of a sentence.
//
// The element with data-session-idle and data-session-left, both in seconds, is where it is said: after so
// long without a click the session ends, and in any case after so long from now. Other windows of the same
// browser keep the session as well, so the last use is kept where all of them see it.

const key = 'homeward-used'
const warning = 5 * 60
const pause = 10_000
let lastUse = 0

/** Notes that the server has just heard of this user. */
export function used() {
  lastUse = Date.now()
  try { localStorage.setItem(key, String(lastUse)) } catch { /* then each window counts for itself */ }
}

function elsewhere() {
  try { return Number(localStorage.getItem(key)) || 0 } catch { return 0 }
}

export function keepSession(root) {
  const notice = root.querySelector('[data-session-idle]')
  if (!notice) return
  const { sessionIdle, sessionLeft } = notice.dataset
  const loaded = Date.now()
  const fromServer = [...notice.childNodes]
  let said = ''
  used()

  const since = (time) => (Date.now() - time) / 1000

  function look() {
    const left = sessionLeft - since(loaded)
    const idle = sessionIdle - since(Math.max(lastUse, elsewhere()))
    if (Math.min(left, idle) <= 0) {
      say('You have been signed out. Sign in to go on.', link('Sign in', location.href))
    } else if (left <= warning) {
      say('You have been signed in for a long time and will be signed out in less than 5 minutes. Save what you are doing, then sign in again.')
    } else if (idle <= warning) {
      const when = idle > 60 ? 'in less than 5 minutes' : 'within a minute'
      say(`You will be signed out ${when}, because you have not used Homeward for a while.`, button('Stay signed in', stay))
    } else {
      say('')
    }
  }

  function say(words, action) {
    if (words === said) return
    said = words
    if (!words) return notice.replaceChildren(...fromServer)
    const paragraph = document.createElement('p')
    paragraph.textContent = words
    notice.replaceChildren(paragraph, ...(action ? [action] : []))
  }

  async function stay() {
    try {
      const response = await fetch('/account/stay', { method: 'POST', credentials: 'same-origin', redirect: 'manual' })
      if (response.ok) used()
    } catch { /* it is asked again */ }
    look()
  }

  setInterval(look, pause)
  document.addEventListener('visibilitychange', look)
  look()
}

function button(words, act) {
  const element = document.createElement('button')
  element.type = 'button'
  element.className = 'nhsuk-button nhsuk-button--small'
  element.textContent = words
  element.addEventListener('click', act)
  return element
}

function link(words, href) {
  const element = document.createElement('a')
  element.href = href
  element.textContent = words
  return element
}
