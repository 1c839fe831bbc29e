// Every page works without this file; it only adds comfort.
import { initAll } from './nhsuk-frontend.min.js'
import { keepDrafts } from './draft.js'
import { keepFresh } from './fresh.js'
import { keepTime } from './meeting.js'
import { offerPasskeys } from './passkeys.js'
import { keepSession } from './session.js'

// nhsuk-frontend hides and shows parts of a page only below this class.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')

initAll()
keepDrafts(document)
keepFresh(document)
keepTime(document)
keepSession(document)
offerPasskeys(document)
