// Passkeys need a script: the browser gives them to nothing else.
//
// A form with data-passkey is hidden until the browser can do what it is for: "get" asks for a passkey that is
// there, "create" makes one. When it is sent, data-passkey-begin is asked for a challenge, the device answers
// it, and the answer goes into the field named "answer". What goes wrong is said in the form's role="status".

export function offerPasskeys(root) {
  const { PublicKeyCredential } = window
  if (!PublicKeyCredential?.parseRequestOptionsFromJSON || !PublicKeyCredential.parseCreationOptionsFromJSON) return
  for (const form of root.querySelectorAll('form[data-passkey]')) {
    let answered = false
    form.hidden = false
    form.addEventListener('submit', async (event) => {
      if (answered) return // it is on its way
      event.preventDefault()
      answered = await answer(form)
      if (answered) form.requestSubmit()
    })
  }
  for (const element of root.querySelectorAll('[data-without-passkey]')) element.hidden = true
}

/** Whether the device has answered; the answer is in the form then. */
async function answer(form) {
  const status = form.querySelector('[role="status"]')
  status.textContent = ''
  try {
    const options = await begin(form)
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
    form.elements.namedItem('answer').value = JSON.stringify(credential.toJSON())
    return true
  } catch (fault) {
    status.textContent = words(fault)
    return false
  }
}

async function begin(form) {
  const response = await fetch(form.dataset.passkeyBegin, {
    method: 'POST',
    credentials: 'same-origin',
    redirect: 'error',
    headers: { Accept: 'application/json' }
  })
  if (!response.ok) throw new Error(`status ${response.status}`)
  return response.json()
}

function words(fault) {
  switch (fault.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return 'That was stopped, or took too long. Try again, or go on another way.'
    case 'InvalidStateError':
      return 'This device has a passkey for your account already.'
    default:
      return 'This did not work. Load the page again and try once more, or go on another way.'
  }
}
