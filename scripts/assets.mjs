// Builds what the pages need into internal/web/static/built, which the binary embeds.
// Only files named here are shipped; fonts and logos of nhsuk-frontend are left behind.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as sass from 'sass'

const out = 'internal/web/static/built'
const nhsuk = 'node_modules/nhsuk-frontend/dist/nhsuk'
const { version } = JSON.parse(await readFile('node_modules/nhsuk-frontend/package.json', 'utf8'))

// Everything is made before anything is written, so a build that fails leaves the last one whole.
const files = new Map()

const { css } = sass.compile('assets/scss/app.scss', {
  loadPaths: ['node_modules'],
  quietDeps: true,
  style: 'compressed'
})
const addresses = css.match(/(?:url\(\s*["']?|@import\s*["'])(?:https?:)?\/\/[^"')]*/g)
if (addresses) throw new Error(`app.css would ask another host: ${addresses.join(', ')}`)
files.set('app.css', css)

for (const [, name] of css.matchAll(/url\(["']?images\/([\w.-]+)["']?\)/g)) {
  files.set(`images/${name}`, await readFile(join(nhsuk, 'assets/images', name)))
}

// Its source map is not shipped, so the line that names it goes as well.
const script = await readFile(join(nhsuk, `nhsuk-frontend-${version}.min.js`), 'utf8')
files.set('nhsuk-frontend.min.js', script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'))

for (const folder of ['assets/js', 'assets/icons']) {
  for (const name of await readdir(folder)) files.set(name, await readFile(join(folder, name)))
}

for (const [name, content] of files) {
  await mkdir(dirname(join(out, name)), { recursive: true })
  await writeFile(join(out, name), content)
}
for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
  const name = join(entry.parentPath ?? entry.path, entry.name).slice(out.length + 1)
  if (entry.isFile() && name !== '.gitkeep' && !files.has(name)) await rm(join(out, name))
}
