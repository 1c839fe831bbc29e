// Every page works without this file; it only adds comfort.
import { initAll } from './nhsuk-frontend.min.js'

initAll()
