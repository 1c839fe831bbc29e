// Builds what the pages need into internal/web/static/built, which the binary embeds.
// Only files named here are shipped; fonts and logos of nhsuk-frontend are left behind.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as sass from 'sass'

const out = 'internal/web/static/built'
const nhsuk = 'node_modules/nhsuk-frontend/dist/nhsuk'
const { version } = JSON.parse(await readFile('node_modules/nhsuk-frontend/package.json', 'utf8'))

await mkdir(out, { recursive: true })
for (const name of await readdir(out)) {
  if (name !== '.gitkeep') await rm(join(out, name), { recursive: true })
}

const { css } = sass.compile('assets/scss/app.scss', {
  loadPaths: ['node_modules'],
  quietDeps: true,
  style: 'compressed'
})
const addresses = css.match(/(?:url\(\s*["']?|@import\s*["'])(?:https?:)?\/\/[^"')]*/g)
if (addresses) throw new Error(`app.css would ask another host: ${addresses.join(', ')}`)
await writeFile(join(out, 'app.css'), css)

await mkdir(join(out, 'images'))
for (const name of new Set([...css.matchAll(/url\(["']?images\/([\w.-]+)["']?\)/g)].map((match) => match[1]))) {
  await copyFile(join(nhsuk, 'assets/images', name), join(out, 'images', name))
}

// Its source map is not shipped, so the line that names it goes as well.
const script = await readFile(join(nhsuk, `nhsuk-frontend-${version}.min.js`), 'utf8')
await writeFile(join(out, 'nhsuk-frontend.min.js'), script.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'))

for (const name of await readdir('assets/js')) {
  await copyFile(join('assets/js', name), join(out, name))
}
for (const name of await readdir('assets/icons')) {
  await copyFile(join('assets/icons', name), join(out, name))
}
