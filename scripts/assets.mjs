// Builds what the pages need into internal/web/static/built, which the binary embeds.
// Only files named here are shipped; fonts and logos of nhsuk-frontend are left behind.
// The pictures of easy read go to where documents are written.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as sass from 'sass'

const out = 'internal/web/static/built'
const pictures = 'internal/document/built/pictures.json'
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

// A picture is its shapes, in a square of 48. A PDF draws the same lines and curves as
// these, so one that is made of anything else, such as an arc, is refused.
const drawn = {}
for (const [name, source] of Object.entries(JSON.parse(await readFile('assets/pictures.json', 'utf8')))) {
  const svg = await readFile(`node_modules/healthicons/public/icons/svg/filled/${source}.svg`, 'utf8')
  const other = svg.match(/<(?!\/?(?:svg|path)\b)\w+/) ?? svg.match(/ (?:transform|stroke|opacity)=/)
  if (other || !svg.includes('viewBox="0 0 48 48"')) throw new Error(`${source}.svg is not only paths in a square of 48: ${other}`)
  drawn[name] = [...svg.matchAll(/<path([^>]*)>/g)].map(([, attributes]) => {
    const path = attributes.match(/ d="([MLHVCZ\d.\s-]+)"/)?.[1]
    if (!path) throw new Error(`${source}.svg has a path of more than straight lines and curves`)
    return { path, evenOdd: attributes.includes('fill-rule="evenodd"') }
  })
}

await writeFile(pictures, JSON.stringify(drawn))
for (const [name, content] of files) {
  await mkdir(dirname(join(out, name)), { recursive: true })
  await writeFile(join(out, name), content)
}
for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
  const name = join(entry.parentPath ?? entry.path, entry.name).slice(out.length + 1)
  if (entry.isFile() && name !== '.gitkeep' && !files.has(name)) await rm(join(out, name))
}
