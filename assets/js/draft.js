// Keeps what is being typed, so that nothing is lost when a session or a battery ends.
//
// A form with data-draft-url is posted there, form-encoded as it stands, a few seconds after a change and
// when the page is left. data-draft-status is the id of an element with role="status" that says so.
// Passwords, files and fields with data-draft-skip are not sent.

import { used } from './session.js'

const wait = 3000

export function keepDrafts(root) {
  for (const form of root.querySelectorAll('form[data-draft-url]')) keepDraft(form)
}

function keepDraft(form) {
  const status = document.getElementById(form.dataset.draftStatus ?? '')
  let saved = draftOf(form)
  let sending = null
  let timer = 0

  const say = (words) => {
    if (status && status.textContent !== words) status.textContent = words
  }

  async function save({ leaving = false } = {}) {
    clearTimeout(timer)
    const draft = draftOf(form)
    if (draft === saved || (sending && !leaving)) return
    sending = draft
    try {
      const response = await fetch(form.dataset.draftUrl, {
        method: 'POST',
        body: new URLSearchParams(draft),
        credentials: 'same-origin',
        redirect: 'manual',
        keepalive: leaving // outlives the page
      })
      if (!response.ok) throw new Error(`status ${response.status}`)
      saved = draft
      used()
      say(`Draft saved at ${clock(new Date())}`)
    } catch {
      say('Your draft is not saved yet. We will try again.')
    }
    sending = null
    if (draftOf(form) !== saved) later()
  }

  function later() {
    clearTimeout(timer)
    timer = setTimeout(save, wait)
  }

  form.addEventListener('input', later)
  form.addEventListener('change', later)
  form.addEventListener('submit', () => {
    clearTimeout(timer)
    saved = draftOf(form) // what is sent needs no draft
  })
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') save({ leaving: true })
  })
}

function draftOf(form) {
  const draft = new URLSearchParams()
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string') continue
    const field = form.elements.namedItem(name)
    if (field?.type === 'password' || field?.dataset?.draftSkip !== undefined) continue
    draft.append(name, value)
  }
  return draft.toString()
}

function clock(time) {
  return `${time.getHours()}:${String(time.getMinutes()).padStart(2, '0')}`
}
